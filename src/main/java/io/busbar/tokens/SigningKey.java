package io.busbar.tokens;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A signing key. It knows no other key, so that a token is verified with exactly the key that it names.
 *
 * <p>New keys sign with RS256 (RFC 7518 §3.3). Signing takes a millisecond, ten times as long as with P-256, but verifying takes a tenth.
 * Tokens are signed one at a time for users who have just signed in, but verified in bursts: when the clients of a failed node reconnect,
 * and for senders of forged tokens. Older key rings may hold ES256 keys until these expire.
 *
 * @param kid       the key ID in token headers
 * @param algorithm its signature algorithm; tokens that name another one are rejected
 * @param publicKey the public key as a JWK (RFC 7517)
 * @param signsFrom when it starts to sign; it is published earlier, so that every node knows it by then
 * @param signer    signs with this key only
 * @param verifier  verifies with the public key only; separate from the signer, because Vert.x locks each instance
 */
record SigningKey(
        String kid, String algorithm, JsonObject publicKey, Instant signsFrom, JWTAuth signer, JWTAuth verifier) {
    private static final String RSA = "RS256";

    /** Length of a signature by algorithm. */
    private static final Map<String, Integer> SIGNATURE_BYTES_BY_ALGORITHM = Map.of(RSA, 256, "ES256", 64);

    /** The members of a JWK that are published (RFC 7517 §4, RFC 7518 §6.2.1, §6.3.1). */
    private static final Set<String> PUBLIC_MEMBERS = Set.of("kty", "use", "alg", "kid", "n", "e", "crv", "x", "y");

    private static final int RSA_KEY_BITS = 2_048;

    /**
     * Creates a key and tests both halves: Vert.x ignores a key that it can't read, and would then accept unsigned tokens.
     *
     * @throws GeneralSecurityException if the algorithm is not supported, or the public key rejects a valid signature or accepts a forged
     *     one
     */
    static SigningKey of(Vertx vertx, JsonObject privateJwk, Instant signsFrom, JWTOptions jwtOptions)
            throws GeneralSecurityException {
        String kid = privateJwk.getString("kid", "");
        String algorithm = privateJwk.getString("alg", "");
        if (kid.isEmpty() || !SIGNATURE_BYTES_BY_ALGORITHM.containsKey(algorithm)) {
            throw new GeneralSecurityException("signing key " + kid + " has an unsupported algorithm");
        }
        try {
            JsonObject publicKey = publicHalf(privateJwk);
            JWTAuth signer = jwtAuth(vertx, privateJwk, jwtOptions);
            JWTAuth verifier = jwtAuth(vertx, publicKey, jwtOptions);
            SigningKey key = new SigningKey(kid, algorithm, publicKey, signsFrom, signer, verifier);
            if (!key.isConsistent(jwtOptions)) {
                throw new GeneralSecurityException("signing key " + kid + " does not match its public key");
            }
            return key;
        } catch (RuntimeException e) {
            throw new GeneralSecurityException("signing key " + kid + " can't be used", e);
        }
    }

    /** Returns whether the public key accepts a signature of the private key, and rejects a forged one. */
    private boolean isConsistent(JWTOptions jwtOptions) {
        String probe = signer.generateToken(
                new JsonObject(),
                new JWTOptions(jwtOptions).setAlgorithm(algorithm).setExpiresInSeconds(60));
        return UnverifiedToken.parse(probe).filter(this::matches).isPresent()
                && verifies(verifier, probe)
                && !verifies(verifier, tampered(probe));
    }

    private static JWTAuth jwtAuth(Vertx vertx, JsonObject jwk, JWTOptions jwtOptions) {
        return JWTAuth.create(vertx, new JWTAuthOptions().addJwk(jwk).setJWTOptions(jwtOptions));
    }

    private static boolean verifies(JWTAuth verifier, String token) {
        return verifier.authenticate(new TokenCredentials(token)).succeeded();
    }

    /** Flips one bit of the signature. */
    private static String tampered(String token) {
        int signature = token.lastIndexOf('.') + 1;
        byte[] bytes = Base64.getUrlDecoder().decode(token.substring(signature));
        bytes[bytes.length / 2] ^= 1;
        return token.substring(0, signature)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns whether a token of this shape can be signed with this key. */
    boolean matches(UnverifiedToken token) {
        return algorithm.equals(token.algorithm())
                && Objects.equals(SIGNATURE_BYTES_BY_ALGORITHM.get(algorithm), token.signatureBytes());
    }

    /** Generates a private key as a JWK with the given ID. Blocks for up to a second. */
    static JsonObject generate(String kid) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_KEY_BITS);
            RSAPrivateCrtKey key =
                    (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
            return new JsonObject()
                    .put("kty", "RSA")
                    .put("use", "sig")
                    .put("alg", RSA)
                    .put("kid", kid)
                    .put("n", base64UrlUint(key.getModulus()))
                    .put("e", base64UrlUint(key.getPublicExponent()))
                    .put("d", base64UrlUint(key.getPrivateExponent()))
                    .put("p", base64UrlUint(key.getPrimeP()))
                    .put("q", base64UrlUint(key.getPrimeQ()))
                    .put("dp", base64UrlUint(key.getPrimeExponentP()))
                    .put("dq", base64UrlUint(key.getPrimeExponentQ()))
                    .put("qi", base64UrlUint(key.getCrtCoefficient()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks RSA", e);
        }
    }

    static JsonObject publicHalf(JsonObject privateJwk) {
        JsonObject publicKey = privateJwk.copy();
        publicKey.fieldNames().retainAll(PUBLIC_MEMBERS);
        return publicKey;
    }

    /** Encodes as Base64urlUInt (RFC 7518 §2): without the byte that holds only the sign. */
    private static String base64UrlUint(BigInteger positive) {
        byte[] bytes = positive.toByteArray();
        int from = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        byte[] plain = Arrays.copyOfRange(bytes, from, bytes.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }
}
