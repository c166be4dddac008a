-- POST /api/services, each request with another title.
local count = 0
local threads = 0

function setup(t)
  t:set("number", threads)
  threads = threads + 1
end

function init(args)
  math.randomseed(os.time() + number * 7919)
  run = string.format("%08x", math.random(0, 0x7fffffff))
end

function request()
  count = count + 1
  local body = string.format(
    '{"title":"Bench %s %d %d","description":"We fix dripping taps and replace seals.","category":"plumbing","icon":"wrench","color":"#0a7cff"}',
    run, number, count)
  return wrk.format("POST", nil, {
    ["Content-Type"] = "application/json",
    ["Authorization"] = "Bearer " .. os.getenv("TOKEN")
  }, body)
end
