/** Validates email addresses. */
package io.busbar.bus.text;
