package io.busbar.services.mail;

import io.vertx.core.buffer.Buffer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** A mail server in the test's JVM that records messages and can reject them. */
public final class TestMailServer implements AutoCloseable {
    /** A message and its envelope. */
    public record ReceivedMessage(String from, List<String> to, Buffer bytes) {
        public MimeMessage parsed() {
            try {
                return new MimeMessage(
                        Session.getInstance(new Properties()), new ByteArrayInputStream(bytes.getBytes()));
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public final List<ReceivedMessage> receivedMessages = new CopyOnWriteArrayList<>();
    public volatile @Nullable RejectException senderRejection;
    volatile @Nullable RejectException recipientRejection;
    public volatile @Nullable RejectException contentRejection;
    volatile CountDownLatch acceptLatch = new CountDownLatch(0);
    private final SMTPServer server;

    public TestMailServer() {
        this(builder -> builder);
    }

    TestMailServer(UnaryOperator<SMTPServer.Builder> more) {
        server = more.apply(SMTPServer.port(0)
                        .maxMessageSize(1 << 20)
                        .insertReceivedHeaders(false)
                        .messageHandlerFactory(context -> new RecordingHandler()))
                .build();
        server.start();
    }

    public int port() {
        return server.getPortAllocated();
    }

    @Override
    public void close() {
        acceptLatch.countDown();
        server.stop();
    }

    private final class RecordingHandler implements MessageHandler {
        private String from = "";
        private final List<String> to = new CopyOnWriteArrayList<>();

        @Override
        public void from(String sender) throws RejectException {
            throwIfSet(senderRejection);
            from = sender;
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            throwIfSet(recipientRejection);
            to.add(recipient);
        }

        @Override
        public @Nullable String data(InputStream data) throws RejectException, IOException {
            byte[] bytes = data.readAllBytes();
            try {
                acceptLatch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throwIfSet(contentRejection);
            receivedMessages.add(new ReceivedMessage(from, List.copyOf(to), Buffer.buffer(bytes)));
            return null;
        }

        private void throwIfSet(@Nullable RejectException rejection) throws RejectException {
            if (rejection != null) {
                throw rejection;
            }
        }

        @Override
        public void done() {}
    }
}
