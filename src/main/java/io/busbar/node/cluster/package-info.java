/** Forms the cluster: nodes find each other through the database and connect with Hazelcast. */
package io.busbar.node.cluster;
