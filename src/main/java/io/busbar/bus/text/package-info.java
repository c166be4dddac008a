/** Text input: email addresses and normalised text. */
package io.busbar.bus.text;
