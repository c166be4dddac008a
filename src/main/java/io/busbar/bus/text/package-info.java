/** Validates text input: email addresses and normalized text. */
package io.busbar.bus.text;
