package io.busbar.services.auth.mfa;

import io.busbar.bus.Tx;
import io.busbar.bus.sealed.SealedColumn;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Generates and verifies two kinds of codes: those of authenticator apps, and recovery codes. {@link #identify} tells what a typed text may
 * be; only {@link #redeem} decides whether it is valid, and uses it up.
 */
public final class MfaCodes {
    /** As long as the output of SHA-1, as RFC 4226 §4 recommends. */
    private static final int SECRET_BYTES = 20;

    private final MfaStore store;
    private final SecretBox secretBox;
    private final SecretBox recoveryCodeBox;
    private final RecoveryCodeGenerator recoveryCodes;
    private final Supplier<Instant> clock;
    private final SecureRandom random = new SecureRandom();

    /** The interpretation of an entered code. */
    public sealed interface CodeCandidate {}

    /** The code of the authenticator app for this time step. It may have been used already. */
    public record TotpCandidate(long step) implements CodeCandidate {}

    /** The hash of a text that has the format of a recovery code. Whether the account has such a code is not known yet. */
    record RecoveryCodeCandidate(Buffer hash) implements CodeCandidate {}

    /** A text that cannot be a valid code. */
    public record NoCandidate() implements CodeCandidate {}

    /** A new secret: in plain text for the app, sealed for the database. */
    record TotpSecret(String base32, Buffer sealed) {
        @Override
        public String toString() {
            return "TotpSecret";
        }
    }

    public MfaCodes(MfaStore store, DeploymentSecrets secrets, Supplier<Instant> clock) {
        this.store = store;
        this.secretBox = new SecretBox(secrets, "totp/v1");
        this.recoveryCodeBox = new SecretBox(secrets, "recovery-codes/v1");
        this.recoveryCodes = new RecoveryCodeGenerator();
        this.clock = clock;
    }

    TotpSecret newSecret(UUID account) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new TotpSecret(Base32.encode(secret), Buffer.buffer(secretBox.seal(secret, account.toString())));
    }

    /** Identifies a typed text, for an account with MFA on. */
    public Future<CodeCandidate> identify(UUID account, String typed) {
        String code = typed.replaceAll("\\s", "");
        if (code.length() != Totp.DEFAULT.digits()) {
            return Future.succeededFuture(recoveryCodes
                    .hash(account, code)
                    .<CodeCandidate>map(hash -> new RecoveryCodeCandidate(Buffer.buffer(hash)))
                    .orElseGet(NoCandidate::new));
        }
        return store.findEnabledSecret(account)
                .map(found -> found.map(sealedSecret -> matchStep(account, sealedSecret, code))
                        .orElseGet(OptionalLong::empty))
                .map(step -> step.isPresent() ? new TotpCandidate(step.getAsLong()) : new NoCandidate());
    }

    /** Returns the time step whose code was typed; empty if there is none. */
    OptionalLong matchStep(UUID account, Buffer sealedSecret, String typed) {
        try {
            byte[] secret = secretBox.open(sealedSecret.getBytes(), account.toString());
            return Totp.DEFAULT.match(secret, typed.replaceAll("\\s", ""), clock.get());
        } catch (GeneralSecurityException e) {
            // Unlike a notification, the second factor must not be skipped.
            throw new IllegalStateException("the secret of an authenticator app cannot be decrypted", e);
        }
    }

    /** Uses up the code. Of concurrent attempts with one code, on whatever nodes, only one gets true. */
    public Future<Boolean> redeem(Tx tx, UUID account, CodeCandidate codeCandidate) {
        return switch (codeCandidate) {
            case TotpCandidate totpCandidate -> store.redeemStep(tx, account, totpCandidate.step());
            case RecoveryCodeCandidate code ->
                redeemRecoveryCode(tx, account, code.hash().getBytes());
            case NoCandidate noCandidate -> Future.succeededFuture(false);
        };
    }

    private Future<Boolean> redeemRecoveryCode(Tx tx, UUID account, byte[] hash) {
        return store.findUnusedRecoveryCodes(tx, account)
                .compose(stored -> stored.stream()
                        .filter(code -> isHash(account, code.sealedHash(), hash))
                        .findFirst()
                        .map(code -> store.redeemRecoveryCode(tx, account, code.number()))
                        .orElseGet(() -> Future.succeededFuture(false)));
    }

    private boolean isHash(UUID account, Buffer sealedHash, byte[] hash) {
        try {
            return MessageDigest.isEqual(recoveryCodeBox.open(sealedHash.getBytes(), account.toString()), hash);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Returns the columns that are sealed for MFA. */
    public List<SealedColumn> sealedColumns() {
        return List.of(
                new SealedColumn("auth.totp", "sealed_secret", "account", secretBox),
                new SealedColumn("auth.recovery_code", "sealed_hash", "account", recoveryCodeBox));
    }

    /** Returns ten new recovery codes in plain text. */
    List<String> newRecoveryCodes() {
        return recoveryCodes.generate();
    }

    /** Returns the sealed hashes that are stored instead of the recovery codes. */
    List<Buffer> sealRecoveryCodes(UUID account, List<String> codes) {
        return codes.stream()
                .map(code -> recoveryCodes.hash(account, code).orElseThrow())
                .map(hash -> Buffer.buffer(recoveryCodeBox.seal(hash, account.toString())))
                .toList();
    }
}
