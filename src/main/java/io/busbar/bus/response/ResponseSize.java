package io.busbar.bus.response;

import io.busbar.bus.Line;
import io.busbar.bus.Text;
import io.busbar.data.listing.Page;
import io.vertx.core.json.JsonObject;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The largest size of a response as JSON, derived from its record: a text annotated with {@link Line}, {@link Text} or {@link Size} has at
 * most that many characters, and a list with {@link Size} that many items.
 */
public final class ResponseSize {
    /** A character takes at most four bytes in UTF-8; escaped ones take two, because texts have no control characters but line breaks. */
    private static final int BYTES_PER_CHARACTER = 4;

    /** The most that a text without a limit is expected to take: names, addresses of pages, tokens. */
    private static final long UNLIMITED_TEXT = 1_024;

    /** The most items that a list without a limit is expected to have. */
    private static final int UNLIMITED_ITEMS = 50;

    private static final long FREE_FORM_OBJECT = 16 << 10;

    /** More than a UUID, a number, a time with its zone, or the name of a constant. */
    private static final long SCALAR = 64;

    /** Quotation marks, colon and comma. */
    private static final long PUNCTUATION = 4;

    private ResponseSize() {}

    /** Returns the size in bytes of a page with as many items as a request can ask for. */
    public static long ofPage(Class<?> item) {
        return Page.MAX_LIMIT * ofType(item) + FREE_FORM_OBJECT;
    }

    /** Returns the size in bytes of one value of this type without annotations. */
    static long ofType(Class<?> type) {
        if (type.isRecord()) {
            return Arrays.stream(type.getRecordComponents())
                    .mapToLong(ResponseSize::ofComponent)
                    .sum();
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return UNLIMITED_TEXT;
        }
        if (Map.class.isAssignableFrom(type) || type == JsonObject.class || type == Object.class) {
            return FREE_FORM_OBJECT;
        }
        return SCALAR;
    }

    private static long ofComponent(RecordComponent component) {
        return component.getName().length() + PUNCTUATION + ofAnnotated(component.getAnnotatedType(), component);
    }

    private static long ofAnnotated(AnnotatedType type, @Nullable RecordComponent component) {
        Class<?> raw = rawType(type.getType());
        if (Collection.class.isAssignableFrom(raw) && type instanceof AnnotatedParameterizedType list) {
            Size size = annotation(type, component, Size.class);
            int items = size == null ? UNLIMITED_ITEMS : size.max();
            return items * (ofAnnotated(list.getAnnotatedActualTypeArguments()[0], null) + PUNCTUATION);
        }
        return CharSequence.class.isAssignableFrom(raw) ? ofText(type, component) : ofType(raw);
    }

    private static long ofText(AnnotatedType type, @Nullable RecordComponent component) {
        Line line = annotation(type, component, Line.class);
        Text text = annotation(type, component, Text.class);
        Size size = annotation(type, component, Size.class);
        if (line != null) {
            return (long) line.value() * BYTES_PER_CHARACTER;
        }
        if (text != null) {
            return (long) text.value() * BYTES_PER_CHARACTER;
        }
        return size == null ? UNLIMITED_TEXT : (long) size.max() * BYTES_PER_CHARACTER;
    }

    private static <A extends Annotation> @Nullable A annotation(
            AnnotatedType type, @Nullable RecordComponent component, Class<A> annotation) {
        A found = type.getAnnotation(annotation);
        return found != null || component == null
                ? found
                : component.getAccessor().getAnnotation(annotation);
    }

    private static Class<?> rawType(Type type) {
        return switch (type) {
            case Class<?> raw -> raw;
            case ParameterizedType parameterized -> rawType(parameterized.getRawType());
            default -> Object.class;
        };
    }
}
