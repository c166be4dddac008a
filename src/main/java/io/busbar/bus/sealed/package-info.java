/** Values in the database that are encrypted with the deployment's secret. */
package io.busbar.bus.sealed;
