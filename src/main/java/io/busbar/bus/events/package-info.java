/** How services react to events and continue their own work: subscribers that write to PostgreSQL, and those with effects outside it. */
package io.busbar.bus.events;
