/** The operations that every service answers without declaring them. */
package io.busbar.bus.builtin;
