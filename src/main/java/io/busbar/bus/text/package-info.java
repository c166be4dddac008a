/** Parses and validates what people and operators write: email addresses and ranges of IP addresses. */
package io.busbar.bus.text;
