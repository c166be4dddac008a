package io.busbar.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Role;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.SecretBox;
import io.busbar.testing.Roles;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which tokens are accepted. Invalid tokens are made with another library, some of them with the real key. */
@UsesServers
class AccessTokenTest {
    private static final String SECRET = "a secret of at least thirty-two characters";
    private static final UUID USER = UUID.randomUUID();

    private static Vertx vertx;
    private static Database database;
    private static TransactionalOutbox outbox;
    private static KeyRing ring;
    private static RSAKey key;

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx();
        database = new Database(
                vertx,
                DatabaseAddress.parse(TestServers.databaseWithoutSigningKey()).options());
        outbox = new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), new SimpleMeterRegistry());
        ring = await(KeyRing.open(vertx, database, outbox.changes(), DeploymentSecrets.of(SECRET)));
        key = privateKey();
    }

    @AfterAll
    static void close() throws Exception {
        await(database.close());
        await(vertx.close());
    }

    @Test
    void verify_withOwnToken_returnsItsClaims() throws Exception {
        String token =
                ring.sign(new AccessTokens.TokenGrant(USER, Roles.PROFESSIONAL, "session-1", 0), Duration.ofMinutes(5));

        AccessTokens.Claims claims = await(ring.verify(token));

        assertThat(claims.grant().user()).isEqualTo(USER);
        assertThat(claims.grant().role()).isEqualTo(Roles.PROFESSIONAL);
        assertThat(claims.grant().session()).isEqualTo("session-1");
        assertThat(claims.expires())
                .isBetween(Instant.now().plusSeconds(290), Instant.now().plusSeconds(301));
    }

    @Test
    void jwks_withSignedToken_verifiesItAndContainsNoPrivateKeys() throws Exception {
        String token = ring.sign(new AccessTokens.TokenGrant(USER, Roles.CUSTOMER, "s", 0), Duration.ofMinutes(5));
        JWKSet published = JWKSet.parse(ring.jwks().encode());
        SignedJWT parsed = SignedJWT.parse(token);
        RSAKey mine = published.getKeyByKeyId(parsed.getHeader().getKeyID()).toRSAKey();

        assertThat(parsed.verify(new RSASSAVerifier(mine))).isTrue();
        assertThat(mine.size()).isEqualTo(2_048);
        assertThat(published.getKeys()).noneMatch(each -> each.isPrivate());
        assertThat(ring.jwks().getJsonArray("keys").getJsonObject(0).fieldNames())
                .containsExactlyInAnyOrder("kty", "use", "alg", "kid", "n", "e");
    }

    @Test
    void verify_withAnyBitFlipped_throwsUnauthorized() {
        String token = ring.sign(new AccessTokens.TokenGrant(USER, Role.ADMIN, "s", 0), Duration.ofMinutes(5));
        byte[] bytes = token.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < 7; bit++) {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << bit);
                assertRefused(new String(flipped, StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void verify_withSignatureOfOtherLength_throwsUnauthorized() throws Exception {
        byte[] signature = {1};
        String signed = "";
        for (int i = 0; signature[signature.length - 1] != 0; i++) {
            signed = ring.sign(new AccessTokens.TokenGrant(USER, Role.ADMIN, "s" + i, 0), Duration.ofMinutes(5));
            signature = Base64.getUrlDecoder().decode(signed.substring(signed.lastIndexOf('.') + 1));
        }
        String unsigned = signed.substring(0, signed.lastIndexOf('.') + 1);
        assertThat(await(ring.verify(signed)).grant().user()).isEqualTo(USER);

        assertRefused(unsigned + base64(Arrays.copyOf(signature, signature.length - 1)));
        assertRefused(unsigned + base64(Arrays.copyOf(signature, signature.length + 1)));
    }

    @Test
    void verify_withMissingOrForeignSignature_throwsUnauthorized() throws Exception {
        String claims = body().build().toString();
        RSAKey foreign = new RSAKeyGenerator(2_048).keyID(key.getKeyID()).generate();
        String none =
                base64("{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"" + key.getKeyID() + "\"}") + "." + base64(claims);

        assertRefused(none);
        assertRefused(none + ".");
        assertRefused(none + ".AAAA");
        assertRefused(signed(header().build(), claims, new RSASSASigner(foreign)));
        assertRefused(signed(header(JWSAlgorithm.RS512).build(), claims, new RSASSASigner(key)));
        assertRefused(signed(
                header(JWSAlgorithm.ES256).build(),
                claims,
                new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate())));
        // The public key is misused as the secret of a MAC.
        assertRefused(signed(
                header(JWSAlgorithm.HS256).build(),
                claims,
                new MACSigner(key.toPublicJWK().toJSONString())));
        assertRefused(signed(
                header(JWSAlgorithm.HS256).build(),
                claims,
                new MACSigner(key.toRSAPublicKey().getEncoded())));
    }

    @Test
    void verify_withEmbeddedOrUnknownKey_throwsUnauthorized() throws Exception {
        RSAKey foreign = new RSAKeyGenerator(2_048).keyID("foreign").generate();
        String claims = body().build().toString();

        assertRefused(signed(header().jwk(foreign.toPublicJWK()).build(), claims, new RSASSASigner(foreign)));
        assertRefused(signed(header().keyID("foreign").build(), claims, new RSASSASigner(foreign)));
        assertRefused(signed(header().keyID("../../etc/passwd").build(), claims, new RSASSASigner(key)));
        assertRefused(signed(header().keyID("' or true --").build(), claims, new RSASSASigner(key)));
        assertRefused(signed(header().keyID(null).build(), claims, new RSASSASigner(key)));
    }

    @Test
    void verify_withInvalidClaims_throwsUnauthorized() throws Exception {
        Instant now = Instant.now();
        List<JWTClaimsSet> wrong = List.of(
                body().expirationTime(null).build(),
                body().expirationTime(Date.from(now.minusSeconds(1))).build(),
                body().notBeforeTime(Date.from(now.plusSeconds(60))).build(),
                body().issuer("somebody").build(),
                body().issuer(null).build(),
                body().audience("others").build(),
                body().audience((String) null).build(),
                body().claim("purpose", "refresh").build(),
                body().claim("purpose", null).build(),
                body().claim("role", "Owner").build(),
                body().claim("role", 7).build(),
                body().claim("role", null).build(),
                body().claim("sid", null).build(),
                body().claim("ver", null).build(),
                body().claim("ver", "0").build(),
                body().claim("act", "somebody").build(),
                body().subject("not-a-uuid").build(),
                body().subject(null).build(),
                body().claim("exp", "tomorrow").build());

        assertThat(await(ring.verify(signed(header().build(), body().build().toString(), new RSASSASigner(key))))
                        .grant()
                        .user())
                .isEqualTo(USER);
        for (JWTClaimsSet claims : wrong) {
            assertRefused(signed(header().build(), claims.toString(), new RSASSASigner(key)));
        }
    }

    @Test
    void verify_withMalformedToken_throwsUnauthorized() {
        Stream.of("", ".", "..", "a.b.c", "x", "ey.ey.ey", "null", "🔑.🔑.🔑", "a".repeat(100_000))
                .forEach(AccessTokenTest::assertRefused);
    }

    @Test
    void open_withDueRotation_signsWithNewKeyLaterAndStillVerifiesOldTokens() throws Exception {
        Database other = new Database(
                vertx,
                DatabaseAddress.parse(TestServers.databaseWithoutSigningKey()).options());
        TransactionalOutbox otherOutbox =
                new TransactionalOutbox(vertx, other, OutboxSettings.defaults(), new SimpleMeterRegistry());
        KeyRing first = await(KeyRing.open(vertx, other, otherOutbox.changes(), DeploymentSecrets.of(SECRET)));
        String old = first.sign(new AccessTokens.TokenGrant(USER, Roles.CUSTOMER, "s", 0), Duration.ofMinutes(5));
        await(other.query(
                "update tokens.signing_key set created_at = now() - interval '31 days', signs_from = now() - interval '31 days'",
                Tuple.tuple()));

        List<Future<KeyRing>> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            nodes.add(KeyRing.open(vertx, other, otherOutbox.changes(), DeploymentSecrets.of(SECRET)));
        }
        KeyRing rotated = await(Future.all(nodes)).resultAt(0);

        assertThat(rotated.jwks().getJsonArray("keys")).hasSize(2);
        assertThat(kid(rotated.sign(new AccessTokens.TokenGrant(USER, Roles.CUSTOMER, "s", 0), Duration.ofMinutes(5))))
                .isEqualTo(kid(old));
        assertThat(await(rotated.verify(old)).grant().user()).isEqualTo(USER);

        await(other.query("update tokens.signing_key set signs_from = now() where signs_from > now()", Tuple.tuple()));
        KeyRing later = await(KeyRing.open(vertx, other, otherOutbox.changes(), DeploymentSecrets.of(SECRET)));
        String fresh = later.sign(new AccessTokens.TokenGrant(USER, Roles.CUSTOMER, "s", 0), Duration.ofMinutes(5));

        assertThat(kid(fresh)).isNotEqualTo(kid(old));
        assertThat(await(later.verify(old)).grant().user()).isEqualTo(USER);
        await(other.close());
    }

    @Test
    void open_withOlderEs256Key_signsWithItAndRejectsOtherAlgorithms() throws Exception {
        Database other = new Database(
                vertx,
                DatabaseAddress.parse(TestServers.databaseWithoutSigningKey()).options());
        TransactionalOutbox otherOutbox =
                new TransactionalOutbox(vertx, other, OutboxSettings.defaults(), new SimpleMeterRegistry());
        ECKey older = new ECKeyGenerator(Curve.P_256)
                .keyID("older")
                .algorithm(JWSAlgorithm.ES256)
                .keyUse(KeyUse.SIGNATURE)
                .generate();
        byte[] sealed = new SecretBox(DeploymentSecrets.of(SECRET), "signing-keys/v1")
                .seal(older.toJSONString().getBytes(StandardCharsets.UTF_8), "older");
        await(other.query(
                "insert into tokens.signing_key (kid, public_key, sealed_private, signs_from) values ('older', '{}', $1, now())",
                Tuple.of(Buffer.buffer(sealed))));

        KeyRing opened = await(KeyRing.open(vertx, other, otherOutbox.changes(), DeploymentSecrets.of(SECRET)));
        String token = opened.sign(new AccessTokens.TokenGrant(USER, Roles.CUSTOMER, "s", 0), Duration.ofMinutes(5));

        assertThat(SignedJWT.parse(token).verify(new ECDSAVerifier(older))).isTrue();
        assertThat(await(opened.verify(token)).grant().user()).isEqualTo(USER);
        String disguised = signed(
                header(JWSAlgorithm.RS256).keyID("older").build(),
                body().build().toString(),
                new RSASSASigner(key));
        assertThatThrownBy(() -> await(opened.verify(disguised))).isInstanceOf(Failure.class);
        assertThat(opened.jwks().encode()).doesNotContain("\"d\"");
        await(other.close());
    }

    @Test
    void open_withWrongSecret_failsAndCreatesNoKey() throws Exception {
        assertThatThrownBy(() -> await(KeyRing.open(
                        vertx,
                        database,
                        outbox.changes(),
                        DeploymentSecrets.of("another secret of thirty-two characters"))))
                .hasRootCauseMessage("The data was sealed with a secret that this node does not have")
                .hasMessageContaining("JWT_SECRET");
        assertThat(await(database.query("select count(*) from tokens.signing_key", Tuple.tuple()))
                        .iterator()
                        .next()
                        .getLong(0))
                .isEqualTo(1);
    }

    @Test
    void open_withNewKey_storesNoPlaintextPrivateKey() throws Exception {
        Row row = await(database.query("select signing_key::text from tokens.signing_key", Tuple.tuple()))
                .iterator()
                .next();

        assertThat(row.getString(0))
                .doesNotContain(key.getPrivateExponent().toString())
                .doesNotContain("\"d\"");
    }

    private static RSAKey privateKey() throws Exception {
        Row row = await(database.query("select kid, sealed_private from tokens.signing_key", Tuple.tuple()))
                .iterator()
                .next();
        byte[] plain = new SecretBox(DeploymentSecrets.of(SECRET), "signing-keys/v1")
                .open(row.getBuffer("sealed_private").getBytes(), row.getString("kid"));
        return RSAKey.parse(new String(plain, StandardCharsets.UTF_8));
    }

    private static JWTClaimsSet.Builder body() {
        return new JWTClaimsSet.Builder()
                .issuer("busbar")
                .audience("busbar-api")
                .subject(USER.toString())
                .claim("purpose", "access")
                .claim("role", "admin")
                .claim("sid", "s")
                .claim("ver", 0)
                .expirationTime(Date.from(Instant.now().plusSeconds(300)));
    }

    private static JWSHeader.Builder header() {
        return header(JWSAlgorithm.RS256);
    }

    private static JWSHeader.Builder header(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm)
                .type(com.nimbusds.jose.JOSEObjectType.JWT)
                .keyID(key.getKeyID());
    }

    private static String signed(JWSHeader header, String claims, JWSSigner signer) throws Exception {
        JWSObject object = new JWSObject(header, new Payload(claims));
        object.sign(signer);
        return object.serialize();
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String kid(String token) throws Exception {
        return SignedJWT.parse(token).getHeader().getKeyID();
    }

    private static void assertRefused(String token) {
        assertThatThrownBy(() -> await(ring.verify(token)))
                .as(token)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED));
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(20, TimeUnit.SECONDS);
    }
}
