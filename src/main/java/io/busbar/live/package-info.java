/**
 * What browsers hear of as it happens: {@link io.busbar.live.LiveFeed} follows the numbered stream of a person, from whatever a browser
 * had last.
 */
package io.busbar.live;
