package io.busbar.auth;

import io.busbar.bus.Tx;
import io.busbar.data.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;

/** Judges codes: those of an authenticator app, and recovery codes. Reading one finds out what it is; only spending it counts. */
final class SecondFactor {
    /** As long as the hash's output, as RFC 4226 §4 recommends. */
    private static final int SEED = 20;

    private final FactorStore store;
    private final SecretBox box;
    private final RecoveryCode recovery;
    private final Supplier<Instant> clock;
    private final SecureRandom random = new SecureRandom();

    /** What a typed code is. */
    sealed interface Reading {}

    /** The app's code of this step. */
    record Step(long step) implements Reading {}

    /** What may be a recovery code. */
    record Recovery(Buffer hash) implements Reading {}

    /** Neither. */
    record Wrong() implements Reading {}

    /** A new seed, plain for the app and sealed for the database. */
    record Seed(String text, Buffer sealed) {
        @Override
        public String toString() {
            return "Seed";
        }
    }

    SecondFactor(FactorStore store, String secret, Supplier<Instant> clock) {
        this.store = store;
        this.box = new SecretBox(secret, "totp/v1");
        this.recovery = new RecoveryCode(secret);
        this.clock = clock;
    }

    Seed newSeed(UUID account) {
        byte[] seed = new byte[SEED];
        random.nextBytes(seed);
        return new Seed(Base32.encode(seed), Buffer.buffer(box.seal(seed, account.toString())));
    }

    /** What the code is, for an account whose factor is on. */
    Future<Reading> read(UUID account, String typed) {
        String code = typed.replaceAll("\\s", "");
        if (code.length() != Totp.USUAL.digits()) {
            return Future.succeededFuture(
                    recovery.hash(account, code).<Reading>map(Recovery::new).orElseGet(Wrong::new));
        }
        return store.enabledSeed(account)
                .map(found -> found.map(seed -> step(account, seed, code)).orElseGet(OptionalLong::empty))
                .map(step -> step.isPresent() ? new Step(step.getAsLong()) : new Wrong());
    }

    /** The step of the first code of an app, for this sealed seed. */
    OptionalLong step(UUID account, Buffer sealedSeed, String typed) {
        try {
            byte[] seed = box.open(sealedSeed.getBytes(), account.toString());
            return Totp.USUAL.match(seed, typed.replaceAll("\\s", ""), clock.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the seed of an authenticator does not open", e);
        }
    }

    /** Spends the code: true for one of any number of tries with it, on any nodes. */
    Future<Boolean> spend(Tx tx, UUID account, Reading reading) {
        return switch (reading) {
            case Step step -> store.spendStep(tx, account, step.step());
            case Recovery code -> store.spendCode(tx, account, code.hash());
            case Wrong wrong -> Future.succeededFuture(false);
        };
    }

    /** Ten recovery codes, as they are shown. */
    List<String> newCodes() {
        return recovery.make();
    }

    /** What is kept of recovery codes. */
    List<Buffer> hashes(UUID account, List<String> codes) {
        return codes.stream()
                .map(code -> recovery.hash(account, code).orElseThrow())
                .toList();
    }
}
