package io.busbar.bus;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A text of one line in a request. It is trimmed and composed (Unicode NFC) before it is validated, so the limits hold for what the handler
 * gets. Line breaks and other control characters are refused. On a {@code @Nullable} component the limits hold if there is a text.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.TYPE_USE})
public @interface Line {
    /** The maximum length in characters (code points). */
    int value();

    /** The minimum length in characters. By default the text must not be blank. */
    int min() default 1;
}
