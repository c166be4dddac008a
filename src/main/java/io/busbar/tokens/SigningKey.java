package io.busbar.tokens;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/**
 * One key of the ring. Knows only itself, so that a token is checked with exactly the key it names.
 *
 * <p>New ones sign with RS256 (RFC 7518 §3.3): a token is signed once, when whoever gets it has just proved who they are, and checked by
 * every node it comes to, where RSA takes a tenth of the time that P-256 does. Thousands of browsers that come over from a dead node, and
 * whoever sends forged tokens, make that difference felt. Rings made before hold ES256 keys until their time is over.
 *
 * @param kid       its name in token headers
 * @param algorithm with which it signs; tokens that name another are not its own
 * @param publicKey the public half as a JWK (RFC 7517)
 * @param signsFrom from when on it signs; it is published before, so that everybody knows it by then
 * @param jwt       Vert.x's signer and checker with this key alone
 */
record SigningKey(String kid, String algorithm, JsonObject publicKey, Instant signsFrom, JWTAuth jwt) {
    private static final String RSA = "RS256";
    private static final Set<String> ALGORITHMS = Set.of(RSA, "ES256");

    /** Members of a JWK that are not to be published (RFC 7518 §6.2.2, §6.3.2). */
    private static final Set<String> SECRET = Set.of("d", "p", "q", "dp", "dq", "qi", "oth");

    private static final int BITS = 2_048;

    /**
     * Vert.x skips a key it can't read and then accepts unsigned tokens; so the key has to prove itself here.
     *
     * @throws GeneralSecurityException the key doesn't sign what its public half verifies
     */
    static SigningKey of(Vertx vertx, JsonObject privateJwk, Instant signsFrom, JWTOptions rules)
            throws GeneralSecurityException {
        String kid = privateJwk.getString("kid", "");
        String algorithm = privateJwk.getString("alg", "");
        try {
            JWTAuth jwt = JWTAuth.create(
                    vertx, new JWTAuthOptions().addJwk(privateJwk).setJWTOptions(rules));
            String probe = jwt.generateToken(
                    new JsonObject(), new JWTOptions().setAlgorithm(algorithm).setExpiresInSeconds(60));
            if (kid.isEmpty() || !ALGORITHMS.contains(algorithm) || probe.split("\\.").length != 3) {
                throw new GeneralSecurityException("signing key " + kid + " does not sign");
            }
            return new SigningKey(kid, algorithm, publicHalf(privateJwk), signsFrom, jwt);
        } catch (RuntimeException e) {
            throw new GeneralSecurityException("signing key " + kid + " can't be used", e);
        }
    }

    /** A fresh private key as a JWK; {@code kid} names it. Takes up to a second of the thread. */
    static JsonObject generate(String kid) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            RSAPrivateCrtKey key =
                    (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
            return new JsonObject()
                    .put("kty", "RSA")
                    .put("use", "sig")
                    .put("alg", RSA)
                    .put("kid", kid)
                    .put("n", number(key.getModulus()))
                    .put("e", number(key.getPublicExponent()))
                    .put("d", number(key.getPrivateExponent()))
                    .put("p", number(key.getPrimeP()))
                    .put("q", number(key.getPrimeQ()))
                    .put("dp", number(key.getPrimeExponentP()))
                    .put("dq", number(key.getPrimeExponentQ()))
                    .put("qi", number(key.getCrtCoefficient()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks RSA", e);
        }
    }

    static JsonObject publicHalf(JsonObject privateJwk) {
        JsonObject publicKey = privateJwk.copy();
        SECRET.forEach(publicKey::remove);
        return publicKey;
    }

    /** Base64urlUInt (RFC 7518 §2): without the byte that only carries the sign. */
    private static String number(BigInteger positive) {
        byte[] bytes = positive.toByteArray();
        int from = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        byte[] plain = Arrays.copyOfRange(bytes, from, bytes.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }
}
