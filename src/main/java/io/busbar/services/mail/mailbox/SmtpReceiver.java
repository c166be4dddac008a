package io.busbar.services.mail.mailbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.TooMuchDataException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * An SMTP server on the loopback interface, on any free port. It accepts an email only after storing it. The SMTP library blocks one thread
 * per connection, also while an email is stored, so its threads are virtual.
 */
final class SmtpReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpReceiver.class);
    private static final int MAX_MESSAGE_BYTES = 1 << 20;
    private static final int MAX_CONNECTIONS = 100;
    private static final long STORE_TIMEOUT_SECONDS = 15;

    private final SMTPServer server;

    private SmtpReceiver(SMTPServer server) {
        this.server = server;
    }

    /** Stores received emails. Called from any thread. */
    interface EmailSink {
        Future<Void> store(List<String> recipients, byte[] message);
    }

    /** Starts the server. Blocks until its socket is bound. */
    static SmtpReceiver start(EmailSink emailSink) {
        SMTPServer server = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("localhost")
                .softwareName("Busbar")
                .insertReceivedHeaders(false)
                .maxMessageSize(MAX_MESSAGE_BYTES)
                .maxConnections(MAX_CONNECTIONS)
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .messageHandlerFactory(context -> new SmtpTransaction(emailSink))
                .build();
        server.start();
        return new SmtpReceiver(server);
    }

    int port() {
        return server.getPortAllocated();
    }

    /** Stops the server. Blocks until its threads have ended. */
    void close() {
        server.stop();
    }

    private static final class SmtpTransaction implements MessageHandler {
        private final EmailSink emailSink;
        private final List<String> recipients = new ArrayList<>();

        SmtpTransaction(EmailSink emailSink) {
            this.emailSink = emailSink;
        }

        @Override
        public void from(String from) {}

        @Override
        public void recipient(String recipient) {
            recipients.add(recipient);
        }

        @Override
        public String data(InputStream data) throws RejectException, IOException {
            byte[] message = data.readNBytes(MAX_MESSAGE_BYTES + 1);
            if (message.length > MAX_MESSAGE_BYTES) {
                throw new TooMuchDataException();
            }
            try {
                Promise<Void> stored = Promise.promise();
                emailSink.store(List.copyOf(recipients), message).onComplete(stored);
                stored.future().await(STORE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
                return "OK";
            } catch (TimeoutException | RuntimeException e) {
                LOG.warn("An email could not be stored", e);
                throw new RejectException(451, "temporarily unavailable, try again");
            }
        }

        @Override
        public void done() {}
    }
}
