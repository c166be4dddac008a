package io.busbar.http.bridge;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RateTier;
import io.busbar.bus.Reply;
import io.busbar.bus.Trace;
import io.busbar.http.call.AccessLog;
import org.jspecify.annotations.Nullable;

/** One message to a service on its way to its answer: who is it, may they go on, what do they ask, ask the bus, answer. */
final class Message {
    private final long started = System.nanoTime();
    private final Trace trace = Trace.start();
    private final Socket socket;
    private final Frame.Send sent;
    private Caller.Who who = new Caller.Nobody();
    private @Nullable BusCall<?, ?> call;
    private boolean answered;
    private Failure unknown = Failure.of(FailureCode.NOT_FOUND);

    Message(Socket socket, Frame.Send sent) {
        this.socket = socket;
        this.sent = sent;
    }

    /** Where the client waits: for an error at the address that it sent to, if it did not say. */
    static String replyTo(Frame.Send sent) {
        return sent.reply() == null ? sent.address() : sent.reply();
    }

    void begin() {
        try {
            call = socket.bridge().calls().find(sent.address(), sent.headers().get("action"));
        } catch (Failure nothing) {
            unknown = nothing;
        }
        RateTier tier = call == null ? RateTier.GENERAL : call.tier();
        socket.identify(
                sent.headers(),
                known -> {
                    who = known;
                    socket.admit(tier, who, this::ask, this::limited);
                },
                // Guessing tokens draws on the allowance of the address.
                refusal -> socket.admit(tier, who, () -> fail(refusal), this::limited));
    }

    private void ask() {
        BusCall<?, ?> asked = call;
        if (asked == null) {
            fail(unknown);
            return;
        }
        try {
            socket.loop().then(asked.ask(sent, who, trace, socket.ip()), reply -> answer(asked, reply), this::fail);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void answer(BusCall<?, ?> asked, Reply<?> reply) {
        String address = sent.reply();
        int length;
        try {
            length = socket.answer(
                    address == null
                            ? null
                            : new ServerFrame.Answered(address, asked.body(reply), BusCall.headers(reply, trace)));
        } catch (RuntimeException unwritable) {
            fail(unwritable);
            return;
        }
        answered = true;
        record(asked.status(), length);
    }

    /** It cost nothing of the caller's allowance, so it costs of the socket's. */
    private void limited(Throwable cause) {
        fail(cause);
        socket.spend();
    }

    private void fail(Throwable cause) {
        if (answered) {
            return;
        }
        answered = true;
        Failure failure = socket.bridge().failure(cause, trace, name());
        socket.bridge().meters().refused(failure.code());
        int length = socket.answer(new ServerFrame.Refused(replyTo(sent), failure, trace.requestId()));
        record(failure.code().status(), length);
    }

    private String name() {
        return call == null ? "none" : call.name();
    }

    private void record(int status, int length) {
        long nanos = System.nanoTime() - started;
        socket.bridge().meters().called(name(), status, nanos);
        AccessLog log = socket.bridge().parts().log();
        if (log.isOn()) {
            log.record(new AccessLog.Entry(
                    trace.requestId(),
                    trace.header(),
                    "SEND",
                    Bridge.PATH,
                    call == null ? null : call.name(),
                    status,
                    nanos,
                    length,
                    socket.ip(),
                    who));
        }
    }
}
