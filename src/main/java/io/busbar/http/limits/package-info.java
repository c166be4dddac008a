/** Rate limits that hold across the cluster, and per node while Redis is away. */
package io.busbar.http.limits;
