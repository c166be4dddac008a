/** The HTTP frontend: what a node needs to mount it. */
package io.busbar.http;
