package io.busbar.http.response;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The entity tag of a response, derived from its bytes. Weak, because the plain and the compressed response share it (RFC 9110,
 * section 8.8.1).
 *
 * @param digest the first half of the SHA-256 of the bytes, in hex
 */
public record EntityTag(String digest) {

    /** Returns the tag of these bytes. */
    public static EntityTag of(byte[] bytes) {
        try {
            return new EntityTag(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the value of the {@code ETag} header. */
    public String headerValue() {
        return "W/" + quoted();
    }

    /** Returns whether an {@code If-None-Match} header lists this tag. */
    public boolean isListedIn(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null && ifNoneMatch.contains(quoted());
    }

    private String quoted() {
        return '"' + digest + '"';
    }
}
