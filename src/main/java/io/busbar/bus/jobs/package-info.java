/**
 * Long-running work as services see it. A service declares a {@link io.busbar.bus.jobs.Job} on its contract, starts it in a change and runs
 * its steps; the kernel stores state and progress, retries, cancels, and continues the work on another node when one is lost.
 */
package io.busbar.bus.jobs;
