/** The HTTP frontend: settings, dependencies, and what the node needs to open it. */
package io.busbar.http;
