package io.busbar.services.bookings.demo;

import io.busbar.services.users.AccountOperations.DemoAccount;
import io.busbar.services.users.ProfileHoursOperations.DayHours;
import io.busbar.services.users.ProfileHoursOperations.TimeOfDayRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;

/** Generates demo professionals. The same index always gives the same professional. */
final class DemoProfessionals {
    /** A demo professional. Without credentials in auth, it cannot be signed in to. */
    record DemoProfessional(DemoAccount account, List<DayHours> hours) {}

    private record Trade(String category, String title, String slogan, List<String> skills) {}

    private record City(String name, String state, String timeZone) {}

    private record Shift(List<String> days, List<TimeOfDayRange> hours) {}

    private static final List<Trade> TRADES = List.of(
            new Trade(
                    "plumbing",
                    "Plumber",
                    "Leaks found without opening every wall, and the bathroom left as clean as it was.",
                    skills("Leak detection, Boilers, Bathroom fitting, Drain cleaning, Water heaters, Tap repair")),
            new Trade(
                    "electrical",
                    "Electrician",
                    "Everything tested and labelled, with the certificate the same week.",
                    skills("Rewiring, Fuse boards, Lighting, EV chargers, Fault finding, Smart home")),
            new Trade(
                    "cleaning",
                    "Cleaner",
                    "On time, with my own equipment and products that do no harm.",
                    skills("Deep cleaning, Windows, Move-out cleaning, Offices, Carpets, Kitchens")),
            new Trade(
                    "carpentry",
                    "Carpenter",
                    "Made to measure in solid wood, and fitted so that doors close by themselves.",
                    skills("Built-in wardrobes, Doors, Floors, Furniture repair, Decking, Staircases")),
            new Trade(
                    "painting",
                    "Painter",
                    "Straight edges, no drops, and the furniture back where it was by the evening.",
                    skills("Interior walls, Facades, Wallpaper, Wood varnish, Plaster repair, Colour advice")));

    private static final List<String> FIRST_NAMES = words("""
        Maria Jonas Aisha Mateo Lena Ravi Sofia Tomasz Mei Karim Ingrid Diego Priya Luca Fatima Emil Chiara
        Oleksandr Nadia Samuel Yuki Hanna Viktor Leila Anton Clara Tariq Elena Bruno Amara Felix Zofia Hugo
        Mina Paul Salma Nils Giulia Omar Ida Rafael Thanh Marta Elias Noor Stefan Ana Kofi Greta Ivan Lucia
        Arjun Frida Milan Esra Pedro Linh Oskar Daria Jamal""");

    private static final List<String> LAST_NAMES = words("""
        Schmidt Keller Rahman Fernández Brandt Patel Costa Nowak Chen Haddad Larsen Moreno Sharma Rossi
        Yılmaz Lindqvist Bianchi Kovalenko Petrova Okafor Tanaka Vogel Novák Nazari Weber Dubois Malik
        Popescu Ferreira Diallo Hoffmann Wójcik Lefèvre Kim Baumann Mansour Eriksen Ricci Farouk Sørensen
        Almeida Nguyen Kowalska Lindner Aydin Jovanović Silva Mensah Krüger Horvat Romero Iyer Nyström""");

    private static final List<City> CITIES = List.of(
            new City("Berlin", "BE", "Europe/Berlin"),
            new City("Hamburg", "HH", "Europe/Berlin"),
            new City("Munich", "BY", "Europe/Berlin"),
            new City("Cologne", "NW", "Europe/Berlin"),
            new City("Frankfurt", "HE", "Europe/Berlin"),
            new City("Leipzig", "SN", "Europe/Berlin"),
            new City("Vienna", "W", "Europe/Vienna"),
            new City("Zurich", "ZH", "Europe/Zurich"),
            new City("Lisbon", "LX", "Europe/Lisbon"),
            new City("Porto", "PT", "Europe/Lisbon"),
            new City("Madrid", "MD", "Europe/Madrid"));

    private static final List<String> WORKDAYS = List.of("monday", "tuesday", "wednesday", "thursday", "friday");

    private static final List<List<Shift>> SHIFTS = List.of(
            List.of(new Shift(
                    WORKDAYS, List.of(new TimeOfDayRange("08:00", "12:00"), new TimeOfDayRange("13:00", "17:00")))),
            List.of(
                    new Shift(WORKDAYS, List.of(new TimeOfDayRange("09:00", "18:00"))),
                    new Shift(List.of("saturday"), List.of(new TimeOfDayRange("10:00", "14:00")))),
            List.of(
                    new Shift(
                            List.of("tuesday", "wednesday", "thursday"), List.of(new TimeOfDayRange("07:00", "15:30"))),
                    new Shift(List.of("friday"), List.of(new TimeOfDayRange("07:00", "13:00")))),
            List.of(
                    new Shift(WORKDAYS, List.of(new TimeOfDayRange("16:00", "21:00"))),
                    new Shift(List.of("saturday", "sunday"), List.of(new TimeOfDayRange("09:00", "17:00")))));

    private static final int SKILLS_PER_PROFESSIONAL = 3;

    private DemoProfessionals() {}

    private static List<String> skills(String commaSeparated) {
        return List.of(commaSeparated.split(", ", -1));
    }

    private static List<String> words(String text) {
        return List.of(text.split("\\s+", -1));
    }

    /** Returns the professional with this index, from 0. */
    static DemoProfessional professional(int index) {
        Trade trade = TRADES.get(index % TRADES.size());
        City city = CITIES.get(index % CITIES.size());
        String first = FIRST_NAMES.get(index % FIRST_NAMES.size());
        String last = LAST_NAMES.get(index % LAST_NAMES.size());
        int years = 2 + (index * 7) % 29;
        int rate = 18 + (index * 13) % 63;
        List<String> skills = IntStream.range(0, SKILLS_PER_PROFESSIONAL)
                .mapToObj(i -> trade.skills()
                        .get((index / TRADES.size() + i * 2) % trade.skills().size()))
                .distinct()
                .toList();
        String username = "demo-" + trade.category().substring(0, 5) + "-" + (index + 1);
        DemoAccount account = new DemoAccount(
                UUID.nameUUIDFromBytes(("busbar-demo-" + index).getBytes(StandardCharsets.UTF_8)),
                username,
                username + "@demo.invalid",
                first + " " + last,
                String.format(
                        Locale.ROOT,
                        "%s in %s with %d years of practice. %s",
                        trade.title(),
                        city.name(),
                        years,
                        trade.slogan()),
                skills,
                city.name(),
                city.state(),
                city.timeZone(),
                trade.category(),
                rate);
        return new DemoProfessional(account, hours(SHIFTS.get(index / TRADES.size() % SHIFTS.size())));
    }

    private static List<DayHours> hours(List<Shift> shifts) {
        return shifts.stream()
                .flatMap(shift -> shift.days().stream().map(day -> new DayHours(day, shift.hours())))
                .toList();
    }

    /** Returns the duration of a service in minutes. */
    static int durationMinutes(String skill) {
        return switch (skill.length() % 4) {
            case 0 -> 60;
            case 1 -> 90;
            case 2 -> 120;
            default -> 180;
        };
    }

    /** Returns the services that demo professionals offer, each as category, title and description. */
    static List<List<String>> services() {
        return TRADES.stream()
                .flatMap(trade -> trade.skills().stream()
                        .map(skill -> List.of(
                                trade.category(),
                                skill,
                                skill + " by a " + trade.title().toLowerCase(Locale.ROOT) + ". " + trade.slogan())))
                .toList();
    }
}
