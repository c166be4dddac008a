package io.busbar.http.bridge;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RateTier;
import io.busbar.bus.Trace;
import io.busbar.http.limits.RateLimitResult;
import io.busbar.tokens.AccessTokens;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client's socket, on its event loop. */
final class Socket implements Outbox.Owner {
    private static final Caller.Who NOBODY = new Caller.Nobody();
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    /** How long pushes go on while nobody can tell whether the token still holds. */
    private static final long DOUBT_NANOS = A_MOMENT.toNanos();

    /** For the closing handshake, which a client that does not read never gets to. */
    private static final long GOODBYE_MS = 2_000;

    private static final long SHORT_GOODBYE_MS = 250;

    private final Sockets loop;
    private final Bridge.Parts parts;
    private final SockJSSocket wire;
    private final Handshake handshake;
    private final Identity identity;
    private final Outbox outbox;
    private final SocketAllowance allowance;
    private final Listening listening;
    private long heard = System.nanoTime();
    private long held = heard;
    private boolean checking;
    private int underWay;
    private long fulls;
    private boolean gone;
    private boolean counted;
    private @Nullable UUID countedFor;
    private boolean leaving;
    private @Nullable Ending ending;

    Socket(Sockets loop, SockJSSocket wire, Handshake handshake) {
        this.loop = loop;
        this.parts = loop.bridge.parts();
        this.wire = wire;
        this.handshake = handshake;
        this.identity = new Identity(parts.tokens(), handshake.session());
        this.outbox = new Outbox(wire, parts.limits(), loop.bridge.meters(), this);
        this.listening = new Listening(loop, parts.live(), outbox);
        this.allowance = new SocketAllowance(parts.limits().frames());
    }

    /** Begins to listen, unless its address has sockets enough. */
    void open() {
        wire.handler(this::heard);
        wire.closeHandler(v -> {
            gone = true;
            end(Ending.LEFT);
        });
        wire.exceptionHandler(cause -> {
            if (cause instanceof HttpClosedException) {
                end(Ending.LEFT);
            } else {
                breakOff(Ending.BROKEN);
            }
        });
        counted = loop.bridge.census().enter(handshake.subject(), parts.limits().perAddress());
        if (!counted) {
            tell(null, RateLimitResult.refusal(A_MOMENT));
            close(Ending.CROWDED);
        }
    }

    private void heard(Buffer text) {
        if (ending != null) {
            return;
        }
        heard = System.nanoTime();
        if (text.length() > parts.limits().frameBytes()) {
            tell(null, Failure.of(FailureCode.PAYLOAD_TOO_LARGE, "The frame is too large"));
            close(Ending.BROKEN);
            return;
        }
        Frame frame = Frame.read(text);
        loop.bridge.meters().came(frame);
        switch (frame) {
            case Frame.Ping ping -> spend();
            case Frame.Broken broken -> refuse(broken.reply(), broken.why());
            case Frame.Publish publish ->
                refuse(
                        publish.address(),
                        Failure.of(FailureCode.FORBIDDEN, "Nothing is published from here: ask a service with send"));
            case Frame.Send message -> send(message);
            case Frame.Register wish -> register(wish);
            case Frame.Unregister wish -> {
                listening.unregister(wish.address());
                spend();
            }
        }
    }

    private void send(Frame.Send message) {
        if (mayBegin(Message.replyTo(message))) {
            underWay++;
            new Message(this, message).begin();
        }
    }

    /** Whether it has room for something more to be asked; refuses it otherwise. */
    private boolean mayBegin(String address) {
        if (leaving) {
            refuse(address, Failure.unavailable(Ending.DRAINED.text(), A_MOMENT));
        } else if (underWay >= parts.limits().calls()) {
            refuse(address, RateLimitResult.refusal(A_MOMENT));
        } else {
            return true;
        }
        return false;
    }

    private void register(Frame.Register wish) {
        if (!mayBegin(wish.address())) {
            return;
        }
        spend();
        if (ending != null) {
            return;
        }
        underWay++;
        listening.wish(wish);
        Consumer<Throwable> refused = cause -> {
            listening.refused(wish);
            tell(wish.address(), cause);
            done();
        };
        identify(
                wish.headers(),
                who -> admit(RateTier.GENERAL, who, () -> register(wish, who, refused), refused),
                cause -> admit(RateTier.GENERAL, NOBODY, () -> refused.accept(cause), refused));
    }

    private void register(Frame.Register wish, Caller.Who who, Consumer<Throwable> refused) {
        if (!(who instanceof Caller.User person)) {
            refused.accept(Failure.of(FailureCode.UNAUTHORIZED));
            return;
        }
        if (!wish.address().equals("user." + person.id())) {
            refused.accept(
                    Failure.of(FailureCode.FORBIDDEN, "One can listen to one's own address alone: user. and one's id"));
            return;
        }
        listening.begin(wish, person, this::done, refused);
    }

    /** Finds out who speaks: the one whose token stands in the headers, else the one whose socket it is. */
    void identify(Map<String, String> headers, Consumer<Caller.Who> next, Consumer<Throwable> otherwise) {
        String authorization = headers.get("authorization");
        String token;
        try {
            token = authorization == null ? identity.token() : Identity.bearer(authorization);
        } catch (Failure refusal) {
            otherwise.accept(refusal);
            return;
        }
        if (token == null) {
            next.accept(NOBODY);
            return;
        }
        loop.then(
                parts.tokens().verify(token),
                claims -> {
                    if (ending == null && accepted(token, claims)) {
                        next.accept(claims.caller());
                    }
                },
                cause -> {
                    if (authorization == null && identity.person() == null && Identity.isRefusal(cause)) {
                        identity.forget();
                        next.accept(NOBODY);
                    } else {
                        otherwise.accept(cause);
                    }
                });
    }

    private boolean accepted(String token, AccessTokens.Claims claims) {
        return switch (identity.accept(token, claims)) {
            case SAME -> true;
            case FIRST -> counted(claims.caller().id());
            case FOREIGN -> {
                tell(null, Failure.of(FailureCode.FORBIDDEN, Ending.FOREIGN.text()));
                close(Ending.FOREIGN);
                yield false;
            }
        };
    }

    private boolean counted(UUID person) {
        if (loop.bridge.census().enter(person, parts.limits().perPerson())) {
            countedFor = person;
            return true;
        }
        tell(null, RateLimitResult.refusal(A_MOMENT));
        close(Ending.CROWDED);
        return false;
    }

    /** Goes on if the caller's allowance lets them. */
    void admit(RateTier tier, Caller.Who who, Runnable next, Consumer<Throwable> otherwise) {
        loop.then(
                parts.rates().of(tier, who, handshake.subject()).take(),
                standing -> {
                    if (ending != null) {
                        return;
                    }
                    if (standing.admitted()) {
                        next.run();
                    } else {
                        otherwise.accept(standing.refusal());
                    }
                },
                otherwise);
    }

    /** A message has its answer; nothing goes to a client that waits for none. The number of characters sent. */
    int answer(@Nullable ServerFrame frame) {
        int length = ending == null && frame != null ? outbox.send(frame) : 0;
        done();
        return length;
    }

    private void done() {
        underWay--;
        if (leaving && underWay == 0) {
            leave();
        }
    }

    /** Refuses what draws on no other allowance. */
    void refuse(@Nullable String address, Throwable cause) {
        tell(address, cause);
        spend();
    }

    private void tell(@Nullable String address, Throwable cause) {
        if (ending == null) {
            Trace trace = Trace.start();
            Failure failure = loop.bridge.failure(cause, trace, "a frame");
            loop.bridge.meters().refused(failure.code());
            outbox.send(new ServerFrame.Refused(address, failure, trace.requestId()));
        }
    }

    /** Draws on the socket's own allowance; when that is used up the socket is. */
    void spend() {
        Duration wait = allowance.take();
        if (!wait.isZero() && ending == null) {
            tell(null, RateLimitResult.refusal(wait));
            close(Ending.FLOODED);
        }
    }

    /** Looks whether its time is over. */
    void check() {
        if (System.nanoTime() - heard > parts.limits().silence().toNanos()) {
            close(Ending.SILENT);
        }
        if (!checking && ending == null) {
            checking = true;
            loop.then(
                    identity.holds(),
                    holds -> {
                        checking = false;
                        judged(holds);
                    },
                    unknown -> checking = false);
        }
        if (System.nanoTime() - held > DOUBT_NANOS) {
            listening.doubt(true);
        }
    }

    private void judged(boolean holds) {
        if (ending != null) {
            return;
        }
        if (!holds) {
            tell(null, Failure.of(FailureCode.UNAUTHORIZED, Ending.ENDED.text()));
            close(Ending.ENDED);
            return;
        }
        held = System.nanoTime();
        listening.doubt(false);
    }

    /** Sends the client to another node as soon as it has its answers. */
    void leave() {
        leaving = true;
        if (underWay == 0 && ending == null) {
            tell(null, Failure.unavailable(Ending.DRAINED.text(), A_MOMENT));
            close(Ending.DRAINED);
        }
    }

    @Override
    public void full() {
        long time = ++fulls;
        listening.pause();
        loop.later(parts.limits().slow().toMillis(), () -> {
            if (fulls == time && outbox.isFull()) {
                breakOff(Ending.SLOW);
            }
        });
    }

    @Override
    public void drained() {
        fulls++;
        listening.resume();
    }

    @Override
    public void overfull() {
        breakOff(Ending.SLOW);
    }

    /** Closes without waiting for the client, which does not read, or sends what makes no sense as WebSocket frames. */
    private void breakOff(Ending why) {
        close(why);
        abortIf(true);
    }

    private void close(Ending why) {
        if (ending == null) {
            end(why);
            wire.close(why.status(), why.text());
            if (why.isHard()) {
                loop.later(SHORT_GOODBYE_MS, () -> abortIf(outbox.isWaiting()));
            }
            loop.later(GOODBYE_MS, () -> abortIf(true));
        }
    }

    private void abortIf(boolean stuck) {
        if (stuck && !gone) {
            gone = true;
            handshake.abort().run();
        }
    }

    private void end(Ending why) {
        if (ending != null) {
            return;
        }
        ending = why;
        listening.close();
        if (counted) {
            loop.bridge.census().leave(handshake.subject());
        }
        if (countedFor != null) {
            loop.bridge.census().leave(countedFor);
        }
        loop.ended(this, why);
    }

    Bridge bridge() {
        return loop.bridge;
    }

    Sockets loop() {
        return loop;
    }

    String ip() {
        return handshake.ip();
    }
}
