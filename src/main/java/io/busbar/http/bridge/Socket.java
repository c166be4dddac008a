package io.busbar.http.bridge;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RateTier;
import io.busbar.bus.Trace;
import io.busbar.http.limits.RateLimitResult;
import io.busbar.tokens.AccessTokens;
import io.vertx.core.Future;
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

    private final Sockets loop;
    private final Bridge.Parts parts;
    private final SockJSSocket wire;
    private final Handshake handshake;
    private final Identity identity;
    private final Outbox outbox;
    private final SocketAllowance allowance;
    private @Nullable Registration registration;
    private long heard = System.nanoTime();
    private int underWay;
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
        this.allowance = new SocketAllowance(parts.limits().frames());
    }

    /** Begins to listen, unless its address has sockets enough. */
    void open() {
        wire.handler(this::heard);
        wire.closeHandler(gone -> end(Ending.LEFT));
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
                if (registration != null && registration.isAt(wish.address())) {
                    forgetRegistration();
                }
                spend();
            }
        }
    }

    private void send(Frame.Send message) {
        if (underWay >= parts.limits().calls()) {
            refuse(Message.replyTo(message), RateLimitResult.refusal(A_MOMENT));
            return;
        }
        underWay++;
        new Message(this, message).begin();
    }

    private void register(Frame.Register wish) {
        spend();
        if (ending != null) {
            return;
        }
        Consumer<Throwable> refused = cause -> tell(wish.address(), cause);
        identify(
                wish.headers(),
                who -> admit(RateTier.GENERAL, who, () -> register(wish, who), refused),
                cause -> admit(RateTier.GENERAL, NOBODY, () -> refused.accept(cause), refused));
    }

    private void register(Frame.Register wish, Caller.Who who) {
        if (!(who instanceof Caller.User person)) {
            tell(wish.address(), Failure.of(FailureCode.UNAUTHORIZED));
            return;
        }
        if (!wish.address().equals("user." + person.id())) {
            tell(
                    wish.address(),
                    Failure.of(FailureCode.FORBIDDEN, "One can listen to one's own address alone: user. and one's id"));
            return;
        }
        forgetRegistration();
        Registration begun = new Registration(wish.address(), outbox);
        registration = begun;
        loop.then(
                from(wish.headers().get("cursor"), person.id()),
                cursor -> begun.begin(parts.live(), person.id(), cursor),
                cause -> tell(wish.address(), cause));
    }

    /** The position to listen from: behind what the client had last, else behind the newest there is. */
    private Future<Long> from(@Nullable String cursor, UUID person) {
        if (cursor == null || cursor.isEmpty()) {
            return parts.live().head(person);
        }
        if (!cursor.matches("[0-9]{1,18}")) {
            return Future.failedFuture(Failure.invalid("/headers/cursor", "must be a cursor that came with a push"));
        }
        return Future.succeededFuture(Long.parseLong(cursor));
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
        underWay--;
        int length = ending == null && frame != null ? outbox.send(frame) : 0;
        if (leaving && underWay == 0) {
            leave();
        }
        return length;
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

    /** Looks whether its time is over; what becomes of the token is told to {@link #judged}. */
    Future<Boolean> check() {
        if (System.nanoTime() - heard > parts.limits().silence().toNanos()) {
            close(Ending.SILENT);
        }
        return ending == null ? identity.holds() : Future.succeededFuture(true);
    }

    /** The token holds, or does not. */
    void judged(boolean holds) {
        if (!holds && ending == null) {
            tell(null, Failure.of(FailureCode.UNAUTHORIZED, Ending.ENDED.text()));
            close(Ending.ENDED);
        }
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
        if (registration != null) {
            registration.pause();
        }
    }

    @Override
    public void drained() {
        if (registration != null) {
            registration.resume();
        }
    }

    @Override
    public void overfull() {
        breakOff(Ending.SLOW);
    }

    /** Closes without waiting for the client, which does not read, or sends what makes no sense as WebSocket frames. */
    private void breakOff(Ending why) {
        close(why);
        handshake.abort().run();
    }

    private void close(Ending why) {
        if (ending == null) {
            end(why);
            wire.close(why.status(), why.text());
        }
    }

    private void end(Ending why) {
        if (ending != null) {
            return;
        }
        ending = why;
        forgetRegistration();
        if (counted) {
            loop.bridge.census().leave(handshake.subject());
        }
        if (countedFor != null) {
            loop.bridge.census().leave(countedFor);
        }
        loop.ended(this, why);
    }

    private void forgetRegistration() {
        if (registration != null) {
            registration.close();
            registration = null;
        }
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
