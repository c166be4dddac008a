package io.busbar.bus;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer that can change the browser's session.
 *
 * @param body    what the client sees
 * @param cookies what becomes of its cookies
 */
public record SessionChange<B>(B body, Cookies cookies) {

    /** What becomes of a browser's cookies. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Opened.class, name = "opened"),
        @JsonSubTypes.Type(value = Closed.class, name = "closed"),
        @JsonSubTypes.Type(value = Kept.class, name = "kept")
    })
    public sealed interface Cookies {}

    /**
     * They hold these tokens from now on, for as long as said.
     *
     * @param device what the browser is recognised by later; null leaves what it has
     */
    public record Opened(
            String accessToken,
            Duration accessAge,
            String refreshToken,
            Duration refreshAge,
            @Nullable String device) implements Cookies {
        /** Nothing of it: it holds secrets. */
        @Override
        public String toString() {
            return "Opened";
        }
    }

    /** Both tokens go; by what the browser is recognised stays. */
    public record Closed() implements Cookies {}

    /** They stay as they are. */
    public record Kept() implements Cookies {}
}
