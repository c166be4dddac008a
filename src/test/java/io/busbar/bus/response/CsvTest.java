package io.busbar.bus.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    private static final Csv<Cell> CELLS = Csv.of(Cell.class);

    record Cell(@Nullable String text, int number) {}

    enum Level {
        VERY_HIGH
    }

    record Row(
            UUID id,
            Level level,
            OffsetDateTime at,
            Instant since,
            BigDecimal amount,
            boolean paid,
            @Nullable String note) {}

    record Nested(List<String> tags) {}

    record Renamed(int number, @JsonProperty("label") String text) {}

    @Test
    void withHeader_writesComponentsAndValuesAsInJson() {
        Row row = new Row(
                UUID.fromString("0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11"),
                Level.VERY_HIGH,
                OffsetDateTime.of(2026, 11, 20, 9, 30, 0, 0, ZoneOffset.UTC),
                Instant.parse("2026-11-20T09:30:00.25Z"),
                new BigDecimal("-2500.00"),
                true,
                null);

        assertThat(Csv.of(Row.class).withHeader(List.of(row)).toString()).isEqualTo("""
            id,level,at,since,amount,paid,note\r
            0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11,very_high,2026-11-20T09:30:00Z,2026-11-20T09:30:00.250Z,-2500.00,true,\r
            """);
    }

    @Test
    void rows_withSeparatorsQuotesAndLineBreaks_quoteThem() {
        assertThat(CELLS.rows(List.of(
                                new Cell("a,b", 1),
                                new Cell("say \"hi\"", 2),
                                new Cell("two\r\nlines", 3),
                                new Cell("Jürgen; 50 % off, a text that is longer than usual", 4),
                                new Cell("", 5)))
                        .toString())
                .isEqualTo("\"a,b\",1\r\n\"say \"\"hi\"\"\",2\r\n\"two\r\nlines\",3\r\n"
                        + "\"Jürgen; 50 % off, a text that is longer than usual\",4\r\n,5\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+49 30 1234", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"})
    void rows_withTextThatBeginsLikeAFormula_makeItText(String formula) {
        assertThat(CELLS.rows(List.of(new Cell(formula, -1))).toString().replace("\"", ""))
                .isEqualTo("'" + formula + ",-1\r\n");
    }

    @Test
    void withHeader_withoutRecords_isTheHeader() {
        assertThat(CELLS.withHeader(List.of()).toString()).isEqualTo("text,number\r\n");
        assertThat(CELLS.rows(List.of()).length()).isZero();
    }

    @Test
    void of_recordWithOtherNamesInJson_isRefused() {
        assertThatThrownBy(() -> Csv.of(Renamed.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("text of Renamed has another name in JSON, so it can't be a column");
    }

    @Test
    void rows_withListAsValue_areRefused() {
        assertThatThrownBy(() -> Csv.of(Nested.class).rows(List.of(new Nested(List.of("a")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tags is not a single value, so it can't be a cell");
    }
}
