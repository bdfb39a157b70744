-- One round trip for what every request asks Redis: is the credential alive, is there room in the rate limit, and what
-- may the caller do with the vault. Sliding window by two counters: the previous one fades out linearly.
-- KEYS: state of the credential, current window, previous window, vault access, version of the vault, version of the
--       caller, last use of keys (empty string: not asked)
-- ARGV: limit (0: none), window seconds, seconds into the current window, field of the caller in vault access,
--       key that is used (empty string: none), the state that it must have for that, now
local state = KEYS[1] ~= '' and redis.call('GET', KEYS[1]) or false
local access = KEYS[4] ~= '' and redis.call('HGET', KEYS[4], ARGV[4]) or false
if access then
  local versions = (redis.call('GET', KEYS[5]) or '0') .. '.' .. (redis.call('GET', KEYS[6]) or '0') .. '|'
  access = string.sub(access, 1, #versions) == versions and string.sub(access, #versions + 1)
end
local function note_use()
  if ARGV[5] ~= '' and state == ARGV[6] then redis.call('HSET', KEYS[7], ARGV[5], ARGV[7]) end
end
local limit = tonumber(ARGV[1])
if limit == 0 then
  note_use()
  return {state, access, 1, 0}
end
local window, elapsed = tonumber(ARGV[2]), tonumber(ARGV[3])
local previous = tonumber(redis.call('GET', KEYS[3]) or '0')
local faded = previous * (window - elapsed) / window
local used = tonumber(redis.call('GET', KEYS[2]) or '0') + faded
if used + 1 > limit then return {state, access, 0, 0} end
note_use()
redis.call('INCR', KEYS[2])
redis.call('EXPIRE', KEYS[2], window * 2)
return {state, access, 1, math.floor(limit - used - 1)}
