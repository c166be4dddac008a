/**
 * PostgreSQL and Redis from the class path, for a folder in which nobody configured servers. They run detached from the nodes: any
 * node may be killed while the others go on, and the last one to leave the folder stops them.
 */
package io.busbar.node.embedded;
