/**
 * Personal data. Each contract states which personal data its service holds; export, erasure and the map of personal data follow from the
 * statements.
 */
package io.busbar.bus.privacy;
