/** The development mailbox: an SMTP receiver on this machine and the emails that it stores. */
package io.busbar.services.mail.mailbox;
