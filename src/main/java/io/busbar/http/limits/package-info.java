/** Rate limits, enforced across the cluster, and per node while Redis is unavailable. */
package io.busbar.http.limits;
