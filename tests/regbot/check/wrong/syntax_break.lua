-- A break outside of a loop.
if true then
  break
end
-->^ 1 error syntax: no loop to break near 'end'
