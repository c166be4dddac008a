/**
 * Settings of services and nodes. Each is declared once, where it is used; reading, errors at the start, the sample file and the reference
 * follow from the declarations.
 */
package io.busbar.bus.settings;
