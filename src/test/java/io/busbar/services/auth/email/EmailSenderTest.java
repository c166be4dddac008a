package io.busbar.services.auth.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Bus;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.response.Reply;
import io.busbar.services.mail.MailOperations.Email;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmailSenderTest {
    private static final Email EMAIL =
            new Email("auth/1", "maria@example.com", "Maria", "Hello", List.of("Hello."), null, null);

    /** A bus on which every call fails with this failure. */
    private record FailingBus(Failure failure) implements Bus {
        @Override
        public <I, O> Future<Reply<O>> callForReply(
                Operation<I, O> operation, I request, RequestContext requestContext) {
            return Future.failedFuture(failure);
        }
    }

    @Test
    void send_ifEmailIsInvalidOrRejected_givesUpWithoutError() {
        assertThat(send(Failure.invalid("/to", "was rejected")).succeeded()).isTrue();
        assertThat(send(Failure.invalid("/name", "must not contain line breaks"))
                        .succeeded())
                .as("another attempt would have the same name")
                .isTrue();
    }

    @Test
    void send_withOtherFailure_failsForAnotherAttempt() {
        for (Failure failure : List.of(
                Failure.unavailable("The mail server is away", Duration.ofSeconds(1)),
                Failure.of(FailureCode.INTERNAL_SERVER_ERROR, "The mail server rejects this email"),
                Failure.of(FailureCode.DEADLINE_EXCEEDED))) {
            assertThat(send(failure).cause()).isSameAs(failure);
        }
    }

    private static Future<Void> send(Failure failure) {
        return new EmailSender(new FailingBus(failure))
                .send(EMAIL, RequestContext.system("test", Duration.ofSeconds(5)));
    }
}
