/** How nodes find each other and keep together: through the database first, then by Hazelcast. */
package io.busbar.node.cluster;
