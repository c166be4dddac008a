/** The composition root: what a node is made of, in which order it starts and drains, and its configuration. */
package io.busbar.node;
