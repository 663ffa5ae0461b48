// Written by Tests/Oracle/library/make-unicode-tables; do not edit.

/// Orbits of simple case folding that do not follow from the case table; base 36. Unicode 15.0.0.
let unicodeFoldTable: StaticString = """
  23,2z,6ju 2b,37,an 51,po,qk 5h,6d,6jv 67,61q 8g 8h ck,cl,cm cn,co,cp cq,cr,cs dt,du,dv n9,pl,qh,69q pe,qa,r4 \
  ph,qd,s5 pk,qg,r5,s4 pm,qi,s0 ps,qo,ra pt,qp,s1 pv,qq,qr py,qu,r9 q1,qx,6jq sy,tu,5mo t0,tw,5mp ta,u6,5mq \
  td,u9,5mr te,ua,5ms,5mt tm,ui,5mu v6,v7,5mv 5mw,wui,wuj 600,601,61n
  """
