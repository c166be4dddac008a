/** The development mailbox: an SMTP receiver on this machine and the messages it keeps. */
package io.busbar.services.mail.mailbox;
