package io.busbar.services.bookings.availability;

import io.busbar.services.bookings.availability.Schedule.OverrideHours;
import io.busbar.services.bookings.availability.Schedule.ServiceTerms;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Converts weekly hours, date overrides and service terms to and from the JSON in the database. A time range is stored as its start and end
 * in minutes, a price as its minor units, currency and decimal places.
 */
final class ScheduleJson {
    private ScheduleJson() {}

    static JsonObject weeklyToJson(Map<DayOfWeek, List<MinuteOfDayRange>> weekly) {
        JsonObject json = new JsonObject();
        weekly.forEach((day, ranges) -> json.put(day.name().toLowerCase(Locale.ROOT), rangesToJson(ranges)));
        return json;
    }

    static Map<DayOfWeek, List<MinuteOfDayRange>> weeklyFromJson(JsonObject json) {
        Map<DayOfWeek, List<MinuteOfDayRange>> weekly = new EnumMap<>(DayOfWeek.class);
        json.fieldNames()
                .forEach(day -> weekly.put(
                        DayOfWeek.valueOf(day.toUpperCase(Locale.ROOT)), rangesFromJson(json.getJsonArray(day))));
        return weekly;
    }

    static JsonObject dateOverridesToJson(Map<LocalDate, OverrideHours> dateOverrides) {
        JsonObject json = new JsonObject();
        dateOverrides.forEach((date, override) -> json.put(
                date.toString(),
                new JsonObject()
                        .put("replacesWeeklyHours", override.replacesWeeklyHours())
                        .put("hours", rangesToJson(override.hours()))));
        return json;
    }

    static Map<LocalDate, OverrideHours> dateOverridesFromJson(JsonObject json) {
        Map<LocalDate, OverrideHours> dateOverrides = new HashMap<>();
        for (String date : json.fieldNames()) {
            JsonObject override = json.getJsonObject(date);
            dateOverrides.put(
                    LocalDate.parse(date),
                    new OverrideHours(
                            override.getBoolean("replacesWeeklyHours"),
                            rangesFromJson(override.getJsonArray("hours"))));
        }
        return dateOverrides;
    }

    static JsonObject servicesToJson(Map<UUID, ServiceTerms> services) {
        JsonObject json = new JsonObject();
        services.forEach((id, terms) -> {
            Money price = terms.price();
            json.put(
                    id.toString(),
                    new JsonObject()
                            .put("duration", terms.durationMinutes())
                            .put(
                                    "price",
                                    price == null
                                            ? null
                                            : JsonArray.of(
                                                    price.minorUnits(), price.currency(), price.fractionDigits())));
        });
        return json;
    }

    static Map<UUID, ServiceTerms> servicesFromJson(JsonObject json) {
        Map<UUID, ServiceTerms> services = new HashMap<>();
        for (String id : json.fieldNames()) {
            JsonObject terms = json.getJsonObject(id);
            services.put(
                    UUID.fromString(id),
                    new ServiceTerms(terms.getInteger("duration"), moneyFromJson(terms.getJsonArray("price"))));
        }
        return services;
    }

    private static @Nullable Money moneyFromJson(@Nullable JsonArray price) {
        return price == null ? null : new Money(price.getLong(0), price.getString(1), price.getInteger(2));
    }

    private static JsonArray rangesToJson(List<MinuteOfDayRange> ranges) {
        JsonArray json = new JsonArray();
        ranges.forEach(range -> json.add(JsonArray.of(range.start(), range.end())));
        return json;
    }

    private static List<MinuteOfDayRange> rangesFromJson(JsonArray json) {
        List<MinuteOfDayRange> ranges = new ArrayList<>();
        for (int i = 0; i < json.size(); i++) {
            JsonArray range = json.getJsonArray(i);
            ranges.add(new MinuteOfDayRange(range.getInteger(0), range.getInteger(1)));
        }
        return ranges;
    }
}
