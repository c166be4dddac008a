// A marketplace's bookings on Express and pg, two workers. Arguments: port, database URI, JWKS URL, "plain" or "tuned".
//   plain   the usual stack and style of such projects: every request verifies its token and loads its user, statements are sent as
//           text, and a booking takes several round trips.
//   tuned   the same routes with less work: verified tokens are cached, statements prepared, requests not logged, headers created once,
//           and the two look-ups of a booking run in parallel.
import cluster from 'node:cluster';
import { createPublicKey } from 'node:crypto';
import cookieParser from 'cookie-parser';
import cors from 'cors';
import express from 'express';
import { body, validationResult } from 'express-validator';
import helmet from 'helmet';
import jwt from 'jsonwebtoken';
import morgan from 'morgan';
import pg from 'pg';
import * as sql from './bookings.mjs';

const [port, database, jwksUrl, kind] = process.argv.slice(2);
const tuned = kind === 'tuned';

if (cluster.isPrimary) {
  for (let i = 0; i < 2; i++) cluster.fork();
  cluster.on('exit', (worker, code) => process.exit(code || 1));
} else {
  await serve();
}

async function serve() {
  // Local timestamps carry no zone; they are read as UTC.
  pg.types.setTypeParser(pg.types.builtins.TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`));
  const pool = new pg.Pool({ connectionString: database, max: tuned ? 8 : 10 });
  const run = (client, text, values, name) => client.query(tuned ? { name, text, values } : { text, values });
  const keys = new Map((await (await fetch(jwksUrl)).json()).keys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]));
  const verify = (token) =>
    new Promise((resolve, reject) =>
      jwt.verify(token, (header, found) => found(null, keys.get(header.kid)), { algorithms: ['RS256'], issuer: 'busbar', audience: 'busbar-api' },
        (error, claims) => (error ? reject(error) : resolve(claims))));
  const verified = new Map();

  async function signedIn(request, response, next) {
    const token = request.headers.authorization?.slice(7) ?? request.cookies?.accessToken;
    if (!token) return response.status(401).json({ message: 'Not signed in' });
    let user = tuned ? verified.get(token) : undefined;
    if (!user) {
      let claims;
      try {
        claims = await verify(token);
      } catch {
        return response.status(401).json({ message: 'Not signed in' });
      }
      user = (await run(pool, 'select id, role, status from users.account where id = $1', [claims.sub], 'user')).rows[0];
      if (!user || user.status !== 'active') return response.status(401).json({ message: 'Not signed in' });
      if (tuned) verified.set(token, user);
    }
    request.user = user;
    next();
  }

  const app = express();
  app.disable('x-powered-by');
  if (tuned) {
    app.set('etag', false);
    const headers = { 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY', 'Referrer-Policy': 'no-referrer' };
    app.use((request, response, next) => {
      response.set(headers);
      next();
    });
  } else {
    app.use(helmet(), cors({ origin: true, credentials: true }), morgan('combined', { stream: { write() {} } }), cookieParser());
  }
  const json = express.json({ limit: '64kb' });

  app.get('/api/services', async (request, response) => {
    response.json((await run(pool, sql.SERVICES, [], 'services')).rows.map(sql.service));
  });
  app.get('/api/booking', signedIn, async (request, response) => {
    response.json((await run(pool, sql.LIST, [request.user.id], 'list')).rows.map(sql.booking));
  });
  app.get('/api/booking/:id', signedIn, async (request, response) => {
    const { rows } = await run(pool, sql.READ, [request.params.id, request.user.id], 'read');
    if (!rows.length) return response.status(404).json({ message: 'No such booking' });
    response.json(sql.booking(rows[0]));
  });

  const rules = [
    body('professionalId').isUUID(),
    body('service').isString().trim().isLength({ min: 1, max: 80 }),
    body('date').isISO8601({ strict: true }),
    body('time').matches(/^\d\d:\d\d$/),
    body('address').optional().isString().isLength({ max: 500 }),
    body('notes').optional().isString().isLength({ max: 2000 }),
  ];
  const validateByHand = (request, response, next) => {
    const { professionalId, service, date, time } = request.body ?? {};
    const valid = typeof professionalId === 'string' && professionalId.length === 36 && typeof service === 'string' && service.length <= 80
      && /^\d{4}-\d\d-\d\d$/.test(date) && /^\d\d:\d\d$/.test(time);
    return valid ? next() : response.status(400).json({ message: 'Invalid booking' });
  };
  const validated = (request, response, next) => {
    const errors = validationResult(request);
    return errors.isEmpty() ? next() : response.status(400).json({ errors: errors.array() });
  };

  app.post('/api/booking', signedIn, json, ...(tuned ? [validateByHand] : [...rules, validated]), async (request, response) => {
    const { professionalId, service: serviceName, date, time, address, notes } = request.body;
    let professional, service;
    if (tuned) {
      [professional, service] = (await Promise.all([
        run(pool, sql.PROFESSIONAL, [professionalId], 'professional'), run(pool, sql.SERVICE, [serviceName], 'service'),
      ])).map((found) => found.rows[0]);
    } else {
      professional = (await run(pool, sql.PROFESSIONAL, [professionalId])).rows[0];
      service = (await run(pool, sql.SERVICE, [serviceName])).rows[0];
    }
    if (!professional || !service) return response.status(404).json({ message: 'No such professional or service' });
    if (!sql.isOpen(professional.weekly, date, time)) return response.status(409).json({ message: 'Not open then' });
    const values = [
      professionalId, request.user.id, service.id, service.title, professional.zone, `${date}T${time}:00`, professional.hourly_rate,
      professional.currency, professional.currency_digits, address ?? null, notes ?? null,
    ];
    const client = await pool.connect();
    try {
      await run(client, 'begin', [], 'begin');
      await run(client, sql.LOCK, [professionalId], 'lock');
      const created = (await run(client, sql.INSERT, values, 'insert')).rows[0];
      if (!created) {
        await run(client, 'rollback', [], 'rollback');
        return response.status(409).json({ message: 'That time is taken' });
      }
      await run(client, sql.NOTIFY, [professionalId, `${service.title} on ${date} at ${time}`], 'notify');
      await run(client, 'commit', [], 'commit');
      response.status(201).json({ message: 'Booking requested', booking: sql.booking(created) });
    } catch (error) {
      await client.query('rollback').catch(() => {});
      throw error;
    } finally {
      client.release();
    }
  });

  app.listen(Number(port), '127.0.0.1');
}
