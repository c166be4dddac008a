/** Access tokens: the keys that sign them, and the verification that every frontend performs. */
package io.busbar.tokens;
