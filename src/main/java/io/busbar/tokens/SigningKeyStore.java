package io.busbar.tokens;

import io.busbar.bus.Changes;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores the signing keys in PostgreSQL. */
final class SigningKeyStore {
    private static final int ROTATION_LOCK_ID = 0x6b657973; // "keys" in ASCII

    private final Vertx vertx;
    private final Database database;
    private final Changes changes;
    private final SecretBox secretBox;
    private final JWTOptions jwtOptions;

    SigningKeyStore(Vertx vertx, Database database, Changes changes, SecretBox secretBox, JWTOptions jwtOptions) {
        this.vertx = vertx;
        this.database = database;
        this.changes = changes;
        this.secretBox = secretBox;
        this.jwtOptions = jwtOptions;
    }

    /** Loads all keys, newest first; fails if one of them can't be decrypted or used. Known keys are not decrypted again. */
    Future<List<SigningKey>> load(Map<String, SigningKey> known) {
        String sql = """
            select kid, sealed_private, signs_from from tokens.signing_key order by signs_from desc limit 20""";
        return database.query(sql, Tuple.tuple()).map(rows -> {
            List<SigningKey> keys = new ArrayList<>();
            for (Row row : rows) {
                keys.add(open(row, known.get(row.getString("kid"))));
            }
            return keys;
        });
    }

    /**
     * Creates a key unless one was created within the signing period, and deletes keys whose tokens have all expired. Any number of nodes
     * may call this at once; one key is created.
     *
     * @param lead how long the key is published before it signs; the very first key signs at once
     * @return whether a key was created
     */
    Future<Boolean> rotate(Duration signingPeriod, Duration lead, Duration maxTokenLifetime) {
        return vertx.executeBlocking(() -> SigningKey.generate(UUID.randomUUID().toString()))
                .compose(key -> changes.change(
                        RequestContext.system("keys", Duration.ofSeconds(10)),
                        "tokens.rotate",
                        tx -> rotate(tx, key, signingPeriod, lead, maxTokenLifetime)));
    }

    private Future<Boolean> rotate(
            Tx tx, JsonObject key, Duration signingPeriod, Duration lead, Duration maxTokenLifetime) {
        Duration keyLifetime = signingPeriod.plus(lead).plus(maxTokenLifetime);
        return tx.query("select pg_advisory_xact_lock($1)", Tuple.of(ROTATION_LOCK_ID))
                .compose(locked -> insertIfDue(tx, key, signingPeriod, lead))
                .compose(added -> deleteExpired(tx, keyLifetime).map(added));
    }

    private Future<Boolean> insertIfDue(Tx tx, JsonObject key, Duration signingPeriod, Duration lead) {
        String kid = key.getString("kid");
        String sql = """
            insert into tokens.signing_key (kid, public_key, sealed_private, signs_from)
            select $1, $2, $3, now() + case when exists (select from tokens.signing_key) then $4 else 0 end * interval '1 second'
            where not exists (select from tokens.signing_key where created_at > now() - $5 * interval '1 second')
            returning kid""";
        byte[] sealed = secretBox.seal(key.toBuffer().getBytes(), kid);
        Tuple values = Tuple.of(
                kid, SigningKey.publicHalf(key), Buffer.buffer(sealed), lead.toSeconds(), signingPeriod.toSeconds());
        return tx.query(sql, values).map(rows -> {
            if (rows.rowCount() == 1) {
                tx.auditSubject("key", kid);
            }
            return rows.rowCount() == 1;
        });
    }

    private static Future<Void> deleteExpired(Tx tx, Duration keyLifetime) {
        String sql = """
            delete from tokens.signing_key old
            where signs_from < now() - $1 * interval '1 second'
              and exists (select from tokens.signing_key newer where newer.signs_from > old.signs_from)""";
        return tx.query(sql, Tuple.of(keyLifetime.toSeconds())).mapEmpty();
    }

    private SigningKey open(Row row, @Nullable SigningKey known) {
        String kid = row.getString("kid");
        Instant signsFrom = row.getOffsetDateTime("signs_from")
                .withOffsetSameInstant(ZoneOffset.UTC)
                .toInstant();
        if (known != null && known.signsFrom().equals(signsFrom)) {
            return known;
        }
        try {
            byte[] plain = secretBox.open(row.getBuffer("sealed_private").getBytes(), kid);
            return SigningKey.of(
                    vertx, new JsonObject(new String(plain, StandardCharsets.UTF_8)), signsFrom, jwtOptions);
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyException(
                    "Signing key " + kid
                            + " in the database can't be decrypted. Was it created with another JWT_SECRET? Name that one in"
                            + " JWT_SECRET_PREVIOUS",
                    e);
        }
    }

    /** Reports a signing key that can't be decrypted or used; a node does not start with one. */
    static final class UnusableKeyException extends RuntimeException {
        UnusableKeyException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
