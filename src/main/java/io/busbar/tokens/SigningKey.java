package io.busbar.tokens;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;

/**
 * One key of the ring: ES256 (RFC 7518 §3.4). Knows only itself, so that a token is checked with exactly the key it names.
 *
 * @param kid       its name in token headers
 * @param publicKey the public half as a JWK (RFC 7517)
 * @param signsFrom from when on it signs; it is published before, so that everybody knows it by then
 * @param jwt       Vert.x's signer and checker with this key alone
 */
record SigningKey(String kid, JsonObject publicKey, Instant signsFrom, JWTAuth jwt) {
    static final String ALGORITHM = "ES256";

    /**
     * Vert.x skips a key it can't read and then accepts unsigned tokens; so the key has to prove itself here.
     *
     * @throws GeneralSecurityException the key doesn't sign what its public half verifies
     */
    static SigningKey of(Vertx vertx, JsonObject privateJwk, Instant signsFrom, JWTOptions rules)
            throws GeneralSecurityException {
        String kid = privateJwk.getString("kid", "");
        try {
            JWTAuth jwt = JWTAuth.create(
                    vertx, new JWTAuthOptions().addJwk(privateJwk).setJWTOptions(rules));
            String probe = jwt.generateToken(
                    new JsonObject(), new JWTOptions().setAlgorithm(ALGORITHM).setExpiresInSeconds(60));
            if (kid.isEmpty() || probe.split("\\.").length != 3) {
                throw new GeneralSecurityException("signing key " + kid + " does not sign");
            }
            return new SigningKey(kid, publicHalf(privateJwk), signsFrom, jwt);
        } catch (RuntimeException e) {
            throw new GeneralSecurityException("signing key " + kid + " can't be used", e);
        }
    }

    /** A fresh private key as a JWK; {@code kid} names it. */
    static JsonObject generate(String kid) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey point = (ECPublicKey) pair.getPublic();
            return new JsonObject()
                    .put("kty", "EC")
                    .put("crv", "P-256")
                    .put("use", "sig")
                    .put("alg", ALGORITHM)
                    .put("kid", kid)
                    .put("x", coordinate(point.getW().getAffineX()))
                    .put("y", coordinate(point.getW().getAffineY()))
                    .put("d", coordinate(((ECPrivateKey) pair.getPrivate()).getS()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks P-256", e);
        }
    }

    static JsonObject publicHalf(JsonObject privateJwk) {
        JsonObject publicKey = privateJwk.copy();
        publicKey.remove("d");
        return publicKey;
    }

    private static String coordinate(BigInteger number) {
        byte[] fixed = new byte[32];
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
