/**
 * Runs PostgreSQL and Redis from the class path if no external servers are configured. They are detached from the nodes: a killed node does
 * not affect the others, and the last node that leaves the data folder stops the servers.
 */
package io.busbar.node.embedded;
