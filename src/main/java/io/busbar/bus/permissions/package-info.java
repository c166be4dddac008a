/**
 * Permissions: who may do what with which object. Access rules name the sources that can grant an operation, services say who owns their
 * objects and write shares and denials, and the evaluator decides.
 */
package io.busbar.bus.permissions;
