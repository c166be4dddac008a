/** The composition root: builds, starts and drains a node, and reads its settings. */
package io.busbar.node;
