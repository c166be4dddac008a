package io.busbar.services.auth.mfa;

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

/** Verifies codes of authenticator apps and recovery codes: {@link #match} identifies a code, {@link #redeem} uses it up. */
public final class MfaCodeVerifier {
    /** The length of the hash's output, as RFC 4226 §4 recommends. */
    private static final int SECRET_BYTES = 20;

    private final MfaStore store;
    private final SecretBox secretBox;
    private final RecoveryCodeGenerator recoveryCodes;
    private final Supplier<Instant> clock;
    private final SecureRandom random = new SecureRandom();

    /** The result of matching a typed code. */
    public sealed interface CodeMatch {}

    /** The code of an authenticator app for this step. */
    public record TotpMatch(long step) implements CodeMatch {}

    /** A code with the format of a recovery code. */
    record RecoveryCodeMatch(Buffer hash) implements CodeMatch {}

    public record NoMatch() implements CodeMatch {}

    /** A new secret: in plain text for the app, sealed for the database. */
    record TotpSecret(String base32, Buffer sealed) {
        @Override
        public String toString() {
            return "TotpSecret";
        }
    }

    public MfaCodeVerifier(MfaStore store, String secret, Supplier<Instant> clock) {
        this.store = store;
        this.secretBox = new SecretBox(secret, "totp/v1");
        this.recoveryCodes = new RecoveryCodeGenerator(secret);
        this.clock = clock;
    }

    TotpSecret newSecret(UUID account) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new TotpSecret(Base32.encode(secret), Buffer.buffer(secretBox.seal(secret, account.toString())));
    }

    /** Matches a code for an account with MFA on. */
    public Future<CodeMatch> match(UUID account, String typed) {
        String code = typed.replaceAll("\\s", "");
        if (code.length() != Totp.DEFAULT.digits()) {
            return Future.succeededFuture(recoveryCodes
                    .hash(account, code)
                    .<CodeMatch>map(RecoveryCodeMatch::new)
                    .orElseGet(NoMatch::new));
        }
        return store.findEnabledSecret(account)
                .map(found -> found.map(sealedSecret -> matchStep(account, sealedSecret, code))
                        .orElseGet(OptionalLong::empty))
                .map(step -> step.isPresent() ? new TotpMatch(step.getAsLong()) : new NoMatch());
    }

    /** Returns the step that the typed code belongs to, for this sealed secret. */
    OptionalLong matchStep(UUID account, Buffer sealedSecret, String typed) {
        try {
            byte[] secret = secretBox.open(sealedSecret.getBytes(), account.toString());
            return Totp.DEFAULT.match(secret, typed.replaceAll("\\s", ""), clock.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the secret of an authenticator app cannot be decrypted", e);
        }
    }

    /** Uses up the code. Returns true for only one of any number of concurrent attempts, on any nodes. */
    public Future<Boolean> redeem(Tx tx, UUID account, CodeMatch codeMatch) {
        return switch (codeMatch) {
            case TotpMatch totpMatch -> store.redeemStep(tx, account, totpMatch.step());
            case RecoveryCodeMatch code -> store.redeemRecoveryCode(tx, account, code.hash());
            case NoMatch noMatch -> Future.succeededFuture(false);
        };
    }

    /** Returns ten new recovery codes in plain text. */
    List<String> newRecoveryCodes() {
        return recoveryCodes.generate();
    }

    /** Returns the hashes to store of recovery codes. */
    List<Buffer> hashRecoveryCodes(UUID account, List<String> codes) {
        return codes.stream()
                .map(code -> recoveryCodes.hash(account, code).orElseThrow())
                .toList();
    }
}
