/**
 * The push streams of users: {@link io.busbar.live.LiveFeed} delivers a user's numbered pushes from any cursor, and the presence of
 * partners.
 */
package io.busbar.live;
