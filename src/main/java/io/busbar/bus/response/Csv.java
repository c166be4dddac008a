package io.busbar.bus.response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.busbar.bus.json.Json;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes records as the rows of a CSV file (RFC 4180, UTF-8). Values are those of the records' JSON: enums use their wire names, and times are
 * ISO 8601. An absent value is an empty cell.
 *
 * <p>Spreadsheets run a cell that begins like a formula, so such a text gets an apostrophe in front (OWASP, CSV injection). Numbers stay as
 * they are.
 *
 * @param <R> has a component for each column, whose value is a text, a number or a truth value in JSON
 */
public final class Csv<R extends Record> {
    public static final String MEDIA_TYPE = "text/csv";

    private static final ObjectWriter ROWS = CsvMapper.builder()
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build()
            .writer(CsvSchema.emptySchema().withLineSeparator("\r\n"));

    /** The characters with which a formula begins, also in their full-width forms. */
    private static final String FORMULA_START = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private final List<String> columns;

    private Csv(List<String> columns) {
        this.columns = columns;
    }

    /**
     * Returns the format of files whose columns are the components of this record.
     *
     * @throws IllegalArgumentException if a component has another name in JSON, or is not part of it
     */
    public static <R extends Record> Csv<R> of(Class<R> type) {
        List<String> columns = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        Set<String> names = namesInJson(type);
        columns.stream().filter(column -> !names.contains(column)).findFirst().ifPresent(column -> {
            throw new IllegalArgumentException(
                    column + " of " + type.getSimpleName() + " has another name in JSON, so it can't be a column");
        });
        return new Csv<>(columns);
    }

    private static Set<String> namesInJson(Class<?> type) {
        SerializationConfig config = Json.mapper().getSerializationConfig();
        return config.introspect(config.constructType(type)).findProperties().stream()
                .map(BeanPropertyDefinition::getName)
                .collect(Collectors.toSet());
    }

    /** Returns the row with the names of the columns, and then the rows of these records: the beginning of a file. */
    public Buffer withHeader(List<R> records) {
        return write(List.of(columns)).appendBuffer(rows(records));
    }

    /** Returns the rows of these records. */
    public Buffer rows(List<R> records) {
        return write(records.stream().map(this::row).toList());
    }

    private List<Object> row(R record) {
        Map<String, Object> values = Json.object(record).getMap();
        return columns.stream()
                .map(column -> cell(column, Objects.requireNonNullElse(values.get(column), "")))
                .toList();
    }

    private static Object cell(String column, Object value) {
        if (value instanceof Collection || value instanceof Map) {
            throw new IllegalArgumentException(column + " is not a single value, so it can't be a cell");
        }
        boolean formula = value instanceof String text && !text.isEmpty() && FORMULA_START.indexOf(text.charAt(0)) >= 0;
        return formula ? "'" + value : value;
    }

    private Buffer write(List<?> rows) {
        try {
            return Buffer.buffer(ROWS.writeValueAsBytes(rows));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The rows can't be written as CSV", e);
        }
    }
}
