/** The end of the line for mail of a deployment without a mail server: a receiver on this machine, and what it keeps for developers to read. */
package io.busbar.mail.mailbox;
