/** Access tokens: the ring of keys that signs them, and the check that each front makes. */
package io.busbar.tokens;
